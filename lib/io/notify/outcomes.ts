import { EnergyError } from "../../contract/error";

/** The receiver may take it later. `target` and `detail` hold no secret. */
export const notNow = (target: string, detail: string): EnergyError =>
  new EnergyError("TARGET_UNREACHABLE", { target, detail });

/** The receiver will never take it. */
export const refused = (target: string, detail: string): EnergyError =>
  new EnergyError("NOTIFICATION_REFUSED", { target, detail });
