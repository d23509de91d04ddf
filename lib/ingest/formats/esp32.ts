import { EnergyError } from "../../contract/error";
import { compileMapping, type FieldMapping } from "../field-mapping";
import { type Format, isObject } from "../form";
import { topicPattern } from "../topic-pattern";

/** Units of `power` and `energy`; W and kWh are what PZEM-004T and similar modules show. */
export interface Esp32Units {
  readonly power: "W" | "kW";
  readonly energy: "Wh" | "kWh";
}

const mapping = ({ power, energy }: Esp32Units): readonly FieldMapping[] => [
  { quantity: "voltage", path: "voltage", unit: "V" },
  { quantity: "current", path: "current", unit: "A" },
  { quantity: "active_power", path: "power", unit: power },
  { quantity: "active_energy_import", path: "energy", unit: energy },
  { quantity: "frequency", path: "frequency", unit: "Hz" },
  { quantity: "power_factor", path: "powerFactor" },
];

const ownTopic = topicPattern("energy/+deviceId/data");

/**
 * The form of microcontrollers: `{deviceId, voltage, current, power, energy, timestamp}`, on
 * `energy/<deviceId>/data` or posted. `deviceId` may be left to the topic, and must not contradict it: the
 * topic is what a broker allows a device.
 */
export function esp32Format(units: Esp32Units): Format {
  const fields = compileMapping(mapping(units));
  return {
    id: "esp32",
    parts(incoming) {
      const { payload } = incoming;
      const named = ownTopic(incoming.topic)?.deviceId;
      if (!isObject(payload) || !("deviceId" in payload || named !== undefined)) return undefined;
      if (!named && !fields.some(({ place }) => place in payload)) return undefined;
      const device = payload.deviceId ?? named;
      if (named !== undefined && !isSame(device, named)) refuse(named);
      return [{ device, devicePlace: "deviceId", time: { value: payload.timestamp }, document: payload, fields }];
    },
  };
}

const isSame = (device: unknown, named: string): boolean => String(device).toLowerCase() === named.toLowerCase();

function refuse(named: string): never {
  const detail = `is not the "${named.slice(0, 64)}" of the topic`;
  throw new EnergyError("MESSAGE_INVALID", { place: "deviceId", detail });
}
