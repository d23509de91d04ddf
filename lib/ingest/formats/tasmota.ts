import { compileField, type Field } from "../field-mapping";
import { type Format, isObject } from "../form";
import { topicPattern } from "../topic-pattern";

/** Which of prefix and device comes first can be set. */
const topics = ["tele", "stat"].flatMap((prefix) => [
  topicPattern(`${prefix}/+device/+suffix`),
  topicPattern(`+device/${prefix}/+suffix`),
]);

/**
 * Tasmota: `ENERGY` in `tele/<device>/SENSOR`, or in the `StatusSNS` of an answer to `Status 8` or `10`.
 * A device with several phases gives lists in place of numbers. `Time` is the device's own clock, without
 * an offset unless it is set to give one.
 * Source: Tasmota documentation, MQTT and energy monitoring; `Total` is in kWh, powers are in W, VA and var.
 */
export const tasmotaFormat: Format = {
  id: "tasmota",
  parts({ topic, payload }) {
    if (!isObject(payload)) return undefined;
    const status = isObject(payload.StatusSNS) ? payload.StatusSNS : payload;
    if (!("Time" in status)) return undefined;
    const level = topics.map((match) => match(topic)).find((names) => names !== undefined);
    if (!isObject(status.ENERGY)) return level && [];
    const fields = fieldsOf(status.ENERGY);
    return [
      { device: level?.device, devicePlace: "topic", time: { value: status.Time }, document: status.ENERGY, fields },
    ];
  },
};

const numbers: readonly (readonly [path: string, quantity: string, unit: string])[] = [
  ["Power", "active_power", "W"],
  ["ApparentPower", "apparent_power", "VA"],
  ["ReactivePower", "reactive_power", "var"],
  ["Factor", "power_factor", ""],
  ["Frequency", "frequency", "Hz"],
  ["Voltage", "voltage", "V"],
  ["Current", "current", "A"],
  ["Total", "active_energy_import", "kWh"],
];

const fields = numbers.map(([path, quantity, unit]) => ({
  one: compileField({ quantity, path, unit }),
  phases:
    quantity === "frequency"
      ? [compileField({ quantity, path: `${path}[0]`, unit })]
      : [0, 1, 2].map((n) => compileField({ quantity: `${quantity}_l${n + 1}`, path: `${path}[${n}]`, unit })),
  path,
}));

const fieldsOf = (energy: Readonly<Record<string, unknown>>): readonly Field[] =>
  fields.flatMap(({ path, one, phases }) => (Array.isArray(energy[path]) ? phases : [one]));
