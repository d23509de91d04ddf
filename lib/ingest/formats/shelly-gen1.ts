import { compileField, type Field } from "../field-mapping";
import type { Format } from "../form";
import { channelDevice } from "../shelly-channel";
import { topicPattern } from "../topic-pattern";

const numberTopic = topicPattern("shellies/+device/+kind/+channel/+value");

/**
 * Shelly's first generation: one number a topic, `shellies/<device>/emeter/<n>/power` and so on, without
 * a time. A 3EM's channels are the phases of one meter; the two of an EM are two meters. `energy` of an
 * emeter is a count that is lost with the power; `total` is the one that is kept.
 * Source: Shelly Gen1 API reference, MQTT of Shelly EM, 3EM, 1PM and Plug.
 */
export const shellyGen1Format: Format = {
  id: "shelly-gen1",
  parts({ topic, payload }) {
    if (!topic.startsWith("shellies/")) return undefined;
    const level = numberTopic(topic);
    if (!level) return [];
    const { device = "", kind = "", channel = "", value = "" } = level;
    const threePhase = device.startsWith("shellyem3");
    const field = fields.get(`${kind}/${value}${threePhase ? `_l${Number(channel) + 1}` : ""}`);
    if (!field || !/^\d$/.test(channel)) return [];
    return [
      {
        device: threePhase ? device : channelDevice(device, Number(channel)),
        devicePlace: "topic",
        document: payload,
        fields: [field],
        fragment: true,
      },
    ];
  },
};

const wattMinute = 1 / 60;
/** What a topic's number is: quantity, unit, factor. */
const numbers: Readonly<Record<string, readonly [quantity: string, unit: string, scale?: number]>> = {
  "emeter/power": ["active_power", "W"],
  "emeter/reactive_power": ["reactive_power", "var"],
  "emeter/voltage": ["voltage", "V"],
  "emeter/current": ["current", "A"],
  "emeter/pf": ["power_factor", ""],
  "emeter/total": ["active_energy_import", "Wh"],
  "emeter/total_returned": ["active_energy_export", "Wh"],
  "relay/power": ["active_power", "W"],
  "relay/energy": ["active_energy_import", "Wh", wattMinute],
};

/** By topic's end and phase: `emeter/power_l2`. */
const fields: ReadonlyMap<string, Field> = new Map(
  Object.entries(numbers).flatMap(([value, [quantity, unit, scale = 1]]) =>
    ["", "_l1", "_l2", "_l3"].map(
      (phase) =>
        [`${value}${phase}`, compileField({ quantity: `${quantity}${phase}`, path: "", unit, scale })] as const,
    ),
  ),
);
