import { compileMapping, type Field, type FieldMapping } from "../field-mapping";
import { type Format, isObject, type Json, type Part } from "../form";
import { channelDevice } from "../shelly-channel";

/**
 * Shelly's second generation and later (Plus, Pro, Gen3, Gen4): `<device>/events/rpc` with NotifyStatus and
 * `<device>/status/<component>`. Each component is a mapping; energies are in Wh. What has not changed is
 * left out of a NotifyStatus, and left out of the reading.
 * Source: Shelly Gen2+ API documentation, EM, EMData, EM1, EM1Data, Switch, PM1, Notifications.
 */
export const shellyGen2Format: Format = {
  id: "shelly-gen2",
  parts({ topic, payload }) {
    const notified = notification(payload);
    if (notified) return partsOf(notified.src, "src", { value: notified.params.ts }, notified.params);
    const [, device, component] = /^(?:.*\/)?([^/]+)\/status\/([a-z0-9]+:\d{1,3})$/.exec(topic) ?? [];
    if (component !== undefined) return partsOf(device, "topic", undefined, { [component]: payload });
    const other = /\/(status\/[a-z]+|events\/rpc|online)$/.test(topic);
    return other ? [] : undefined;
  },
};

function notification(payload: unknown): { src: unknown; params: Json } | undefined {
  if (!isObject(payload) || typeof payload.method !== "string" || !("src" in payload)) return undefined;
  if (!/^Notify(Full)?(Status|Event)$/.test(payload.method)) return undefined;
  const measures = payload.method !== "NotifyEvent" && isObject(payload.params);
  return { src: payload.src, params: measures ? (payload.params as Json) : {} };
}

function partsOf(device: unknown, devicePlace: string, time: Part["time"], components: Json): readonly Part[] {
  return Object.entries(components).flatMap(([name, status]) => {
    const [kind = "", channel = ""] = name.split(":");
    const fields = Object.hasOwn(mappings, kind) ? mappings[kind as keyof typeof mappings] : undefined;
    if (!fields || !isObject(status) || !/^\d{1,3}$/.test(channel)) return [];
    const own = channelDevice(device, Number(channel));
    const part: Part = { device: own, devicePlace, document: status, fields, mayBeEmpty: true };
    return [time ? { ...part, time } : part];
  });
}

const phases = (fields: readonly FieldMapping[]): FieldMapping[] =>
  ["a", "b", "c"].flatMap((letter, index) =>
    fields.map((field) => ({
      ...field,
      path: `${letter}_${field.path}`,
      quantity: `${field.quantity}_l${index + 1}`,
    })),
  );

const oneChannel: readonly FieldMapping[] = [
  { quantity: "voltage", path: "voltage", unit: "V" },
  { quantity: "current", path: "current", unit: "A" },
  { quantity: "power_factor", path: "pf" },
  { quantity: "frequency", path: "freq", unit: "Hz" },
];

const emStatus: readonly FieldMapping[] = [
  ...phases([
    { quantity: "current", path: "current", unit: "A" },
    { quantity: "voltage", path: "voltage", unit: "V" },
    { quantity: "active_power", path: "act_power", unit: "W" },
    { quantity: "apparent_power", path: "aprt_power", unit: "VA" },
    { quantity: "power_factor", path: "pf" },
  ]),
  { quantity: "frequency", path: "a_freq", unit: "Hz" },
  { quantity: "current_n", path: "n_current", unit: "A" },
  { quantity: "current_sum", path: "total_current", unit: "A" },
  { quantity: "active_power", path: "total_act_power", unit: "W" },
  { quantity: "apparent_power", path: "total_aprt_power", unit: "VA" },
];

const emData: readonly FieldMapping[] = [
  ...phases([
    { quantity: "active_energy_import", path: "total_act_energy", unit: "Wh" },
    { quantity: "active_energy_export", path: "total_act_ret_energy", unit: "Wh" },
  ]),
  { quantity: "active_energy_import", path: "total_act", unit: "Wh" },
  { quantity: "active_energy_export", path: "total_act_ret", unit: "Wh" },
];

const em1Status: readonly FieldMapping[] = [
  ...oneChannel,
  { quantity: "active_power", path: "act_power", unit: "W" },
  { quantity: "apparent_power", path: "aprt_power", unit: "VA" },
];

const em1Data: readonly FieldMapping[] = [
  { quantity: "active_energy_import", path: "total_act_energy", unit: "Wh" },
  { quantity: "active_energy_export", path: "total_act_ret_energy", unit: "Wh" },
];

const switchStatus: readonly FieldMapping[] = [
  ...oneChannel,
  { quantity: "active_power", path: "apower", unit: "W" },
  { quantity: "active_energy_import", path: "aenergy.total", unit: "Wh" },
  { quantity: "active_energy_export", path: "ret_aenergy.total", unit: "Wh" },
];

const mappings: Readonly<Record<"em" | "emdata" | "em1" | "em1data" | "switch" | "pm1" | "cover", readonly Field[]>> = {
  em: compileMapping(emStatus),
  emdata: compileMapping(emData),
  em1: compileMapping(em1Status),
  em1data: compileMapping(em1Data),
  switch: compileMapping(switchStatus),
  pm1: compileMapping(switchStatus),
  cover: compileMapping(switchStatus),
};
