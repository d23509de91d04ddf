import { EnergyError } from "../contract/error";
import type { Format, Incoming, Part } from "./form";
import { chirpstackFormat } from "./formats/chirpstack";
import { contractFormat } from "./formats/contract";
import { type Esp32Units, esp32Format } from "./formats/esp32";
import { type GenericForm, genericFormat } from "./formats/generic";
import { shellyGen1Format } from "./formats/shelly-gen1";
import { shellyGen2Format } from "./formats/shelly-gen2";
import { tasmotaFormat } from "./formats/tasmota";
import { thingsStackFormat } from "./formats/things-stack";

/** What can be chosen; `auto` recognises all of them, the integrator's own mapping last. */
export const formatIds = ["auto", "esp32", "tts", "chirpstack", "shelly", "tasmota", "generic"] as const;
export type FormatId = (typeof formatIds)[number];

/** Gives the parts of a message; throws MESSAGE_INVALID for one of no known form. */
export type Recognise = (incoming: Incoming) => readonly Part[];

export function recogniserOf(id: FormatId, units: Esp32Units, form: GenericForm): Recognise {
  const esp32 = esp32Format(units);
  const generic = genericFormat(form);
  const formats: Record<FormatId, readonly Format[]> = {
    auto: [
      contractFormat,
      thingsStackFormat,
      chirpstackFormat,
      shellyGen2Format,
      shellyGen1Format,
      tasmotaFormat,
      esp32,
      generic,
    ],
    esp32: [contractFormat, esp32],
    tts: [thingsStackFormat],
    chirpstack: [chirpstackFormat],
    shelly: [shellyGen2Format, shellyGen1Format],
    tasmota: [tasmotaFormat],
    generic: [generic],
  };
  return (incoming) => {
    for (const format of formats[id]) {
      const parts = format.parts(incoming);
      if (parts) return parts;
    }
    throw new EnergyError("MESSAGE_INVALID", { place: "payload", detail: unlike(id, incoming) });
  };
}

function unlike(id: FormatId, { topic, payload }: Incoming): string {
  if (typeof payload === "string") return `is not JSON: ${JSON.stringify(payload.slice(0, 40))}`;
  return `no message of the format "${id}" (${topic === "" ? "without a topic" : `on ${topic.slice(0, 100)}`})`;
}
