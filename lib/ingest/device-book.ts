import { EnergyError } from "../contract/error";
import { idSchema } from "../contract/schemas";
import { validatorOf } from "../contract/validate";
import type { Calibrations } from "../metering/calibration";
import type { Field } from "./field-mapping";
import type { Decoder } from "./payload-decoder";

/** The meter that a device is. */
export interface DeviceMeter {
  readonly site: string;
  readonly meter: string;
  /** In place of what the format knows. */
  readonly fields?: readonly Field[];
  readonly decoder?: Decoder;
  readonly calibrations?: Calibrations;
}

/** Finds the meter of a device, "" where the message names none; undefined where there is none. May throw MESSAGE_INVALID. */
export interface DeviceBook {
  find(device: string): DeviceMeter | undefined;
}

/** Capitals or not is all the same to EUIs and hardware addresses. */
const keyOf = (device: string): string => device.toLowerCase();

export function bookOf(entries: Iterable<readonly [device: string, meter: DeviceMeter]>): DeviceBook {
  const meters = new Map([...entries].map(([device, meter]) => [keyOf(device), meter]));
  return { find: (device) => meters.get(keyOf(device)) };
}

const mostInline = 5000;

/** Without a site model every device is a meter of its own id, or all are the one that is named. */
export function inlineBook(site: string, meter: string | undefined): DeviceBook {
  const known = new Map<string, DeviceMeter>();
  return {
    find(device) {
      const id = meter ?? device;
      const found = known.get(id);
      if (found || id === "") return found;
      const usable: boolean = validatorOf(idSchema)(id);
      if (!usable) {
        const detail = `"${id.slice(0, 64)}" cannot be a meter id (letters, digits, "_", "-", ".", at most 64)`;
        throw new EnergyError("MESSAGE_INVALID", { place: "device", detail });
      }
      if (known.size === mostInline) {
        throw new EnergyError("MESSAGE_INVALID", { place: "device", detail: `more than ${mostInline} devices` });
      }
      const made = { site, meter: id };
      known.set(id, made);
      return made;
    },
  };
}
