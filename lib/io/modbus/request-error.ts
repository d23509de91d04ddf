import type { RegisterRequest } from "../../acquire/meter-session";
import { EnergyError } from "../../contract/error";

/** Exceptions of the Modbus application protocol V1.1b3, section 7, in words. */
const exceptionWords: Readonly<Record<number, string>> = {
  1: "illegal function",
  2: "illegal data address",
  3: "illegal data value",
  4: "device failure",
  7: "negative acknowledge",
  8: "memory parity error",
};

/** The error for an exception that a meter or a gateway answers with. */
export function exceptionError(
  exception: number,
  { meter, unitId }: RegisterRequest,
  bus: string,
  cause?: unknown,
): EnergyError {
  if (exception === 5 || exception === 6) return new EnergyError("METER_BUSY", { meter, exception }, { cause });
  if (exception === 10 || exception === 11) {
    return new EnergyError("METER_UNIT_REFUSED", { meter, unitId, bus, exception }, { cause });
  }
  const detail = exceptionWords[exception] ?? "reserved";
  return new EnergyError("METER_EXCEPTION", { meter, exception, detail }, { cause });
}

/** What modbus-serial throws, in whose client ever it runs, as one of our errors. */
export function requestError(thrown: unknown, request: RegisterRequest, bus: string, timeoutMs: number): EnergyError {
  if (thrown instanceof EnergyError) return thrown;
  const { modbusCode, name, message } = thrown as { modbusCode?: number; name?: string; message?: string };
  if (modbusCode !== undefined) return exceptionError(modbusCode, request, bus, thrown);
  const { meter, unitId } = request;
  const options = { cause: thrown };
  if (name === "TransactionTimedOutError") {
    return new EnergyError("METER_NO_ANSWER", { meter, unitId, bus, timeoutMs }, options);
  }
  if (name === "PortNotOpenError") return new EnergyError("BUS_CLOSED", { bus }, options);
  return new EnergyError("METER_GARBLED", { meter, unitId, bus, detail: message ?? String(thrown) }, options);
}
