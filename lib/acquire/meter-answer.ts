import type { EnergyError } from "../contract/error";

/** Illegal address or value: this request, not this meter. */
export function isRefusal(error: EnergyError): boolean {
  return error.code === "METER_EXCEPTION" && (error.params.exception === 2 || error.params.exception === 3);
}

/** The meter is there: the next request may go well. */
export function isAnswer(error: EnergyError): boolean {
  return error.code === "METER_EXCEPTION" || error.code === "METER_BUSY";
}
