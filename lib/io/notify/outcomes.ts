import { EnergyError } from "../../contract/error";

/** Nobody answered. `target` and `detail` hold no secret, here and below. */
export const unreachable = (target: string, detail: string): EnergyError =>
  new EnergyError("TARGET_UNREACHABLE", { target, detail });

/** The receiver has answered, and may take it later. */
export const notNow = (target: string, detail: string): EnergyError =>
  new EnergyError("TARGET_FAILED", { target, detail });

/** The receiver will never take it. */
export const refused = (target: string, detail: string): EnergyError =>
  new EnergyError("NOTIFICATION_REFUSED", { target, detail });
