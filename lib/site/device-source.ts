import { compileMapping, type FieldMapping, mappingSchema } from "../ingest/field-mapping";
import { compileDecoder, decoderSchema, type PayloadLayout } from "../ingest/payload-decoder";

/** How the messages of a device that sends by itself are read; see `lib/ingest`. */
export interface DeviceSource {
  /** As the device calls itself in its topic or message; capitals or not is all the same. */
  readonly id: string;
  /** Where its values stand, in place of what its format knows; from the decoded payload on with LoRaWAN. */
  readonly mapping?: readonly FieldMapping[];
  /** Layout of LoRaWAN payloads that nobody has decoded. */
  readonly decoder?: readonly PayloadLayout[];
}

/** What a device's entry says of what it sends. */
export const deviceSchema = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: {
    id: { type: "string", pattern: "^[^\\s\\u0000-\\u001f]{1,128}$" },
    mapping: mappingSchema,
    decoder: decoderSchema,
  },
} as const;

/** Its quantities, units and paths, which are compiled again by who reads with them. Throws CONFIG_INVALID. */
export function checkDevice({ mapping, decoder }: DeviceSource): void {
  if (mapping) compileMapping(mapping, "device/mapping");
  if (decoder) compileDecoder(decoder, "device/decoder");
}
