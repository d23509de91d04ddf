import { assertSchema } from "../contract/validate";
import { type Facts, usualVolts } from "./rule";

/** What somebody asks a check for. */
export interface CheckOrder {
  /** How long to look; a reading a second at most. */
  readonly seconds: number;
  readonly facts: Partial<Facts>;
}

export const usualSeconds = 20;
export const shortestSeconds = 10;
export const longestSeconds = 600;

/** As it comes in a message, from the dialog or over HTTP. */
export const checkOrderSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    seconds: {
      type: "integer",
      minimum: shortestSeconds,
      maximum: longestSeconds,
      default: usualSeconds,
      description: "How long to look; a reading a second at most.",
    },
    nominalVolts: {
      type: "number",
      minimum: 50,
      maximum: 500_000,
      default: usualVolts,
      description: "Of the supply, between phase and neutral, V.",
    },
    ratedPowerKw: {
      type: "number",
      exclusiveMinimum: 0,
      maximum: 1_000_000,
      description: "Of what hangs on the meter, kW; as the site model says when absent.",
    },
    generator: {
      type: "boolean",
      description:
        "Whether something behind the meter can feed in. Where nobody says, power that flows out is only doubtful.",
    },
  },
} as const;

/** Throws MESSAGE_INVALID. */
export function parseOrder(raw: object): CheckOrder {
  assertSchema(checkOrderSchema, raw, "MESSAGE_INVALID");
  const { seconds = usualSeconds, ...facts } = raw as Partial<Facts> & { seconds?: number };
  return { seconds, facts };
}
