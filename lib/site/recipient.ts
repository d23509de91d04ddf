import type { Channel } from "../contract/alerts";
import { channels } from "../contract/alerts";
import { EnergyError } from "../contract/error";
import type { Severity } from "../contract/messages";
import { idSchema } from "../contract/schemas";
import { type Weekday, weekdays } from "./calendar";

/** Who is told of alerts, and how. */
export interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly language: "en" | "de";
  readonly channels: readonly RecipientChannel[];
  readonly quiet?: QuietHours;
  /** Messages of one channel in an hour; what comes beyond waits and goes out together. */
  readonly mostPerHour?: number;
}

export interface RecipientChannel {
  readonly channel: Channel;
  /** A mail address, a phone number such as `+436641234567`, or an http(s) address. */
  readonly address: string;
  /** What is less severe does not go this way. */
  readonly from: Severity;
}

/** When only critical alerts are told, in the site's time. Where `to` is not after `from` it is one of the next day. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  /** Days on which they begin; every day when absent. */
  readonly days?: readonly Weekday[];
}

const clockSchema = {
  type: "string",
  pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
  description: "a time of day such as 22:00",
} as const;

const channelSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    mail: {
      type: "string",
      pattern: '^[^\\s<>@,;:"()\\\\]{1,64}@[A-Za-z0-9.:\\[\\]-]{1,255}$',
      description: "an address such as anna@example.com",
    },
    sms: { type: "string", pattern: "^\\+[1-9]\\d{5,14}$", description: "a phone number such as +436641234567" },
    webhook: {
      type: "string",
      maxLength: 2000,
      pattern: "^https?://[^\\s\\u0000-\\u001f]+$",
      description: "an http or https address",
    },
    from: { enum: ["notice", "warning", "critical"] },
  },
} as const;

export const recipientSchema = {
  type: "object",
  required: ["id", "channels"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    name: { type: "string", minLength: 1, maxLength: 100 },
    language: { enum: ["en", "de"] },
    channels: { type: "array", minItems: 1, maxItems: 10, items: channelSchema },
    quiet: {
      type: "object",
      required: ["from", "to"],
      additionalProperties: false,
      properties: {
        from: clockSchema,
        to: clockSchema,
        days: { type: "array", minItems: 1, maxItems: 7, uniqueItems: true, items: { enum: weekdays } },
      },
    },
    mostPerHour: { type: "integer", minimum: 1, maximum: 3600 },
  },
} as const;

type WrittenChannel = { readonly from?: Severity } & Readonly<Partial<Record<Channel, string>>>;

/** An entry that passed `recipientSchema`. Throws CONFIG_INVALID where a channel is no address, or several. */
export function recipientFrom(raw: Readonly<Record<string, unknown>>): Recipient {
  const written = raw.channels as readonly WrittenChannel[];
  return {
    ...raw,
    name: raw.name ?? raw.id,
    language: raw.language ?? "en",
    channels: written.map(channelFrom),
  } as unknown as Recipient;
}

function channelFrom(written: WrittenChannel, index: number): RecipientChannel {
  const named = channels.filter((channel) => written[channel] !== undefined);
  const [channel] = named;
  const place = `channels/${index}`;
  if (channel === undefined || named.length > 1) {
    throw new EnergyError("CONFIG_INVALID", { place, detail: `must have one of ${channels.join(", ")}` });
  }
  const address = written[channel] as string;
  if (channel === "webhook" && hasPassword(address)) {
    const detail = "must be an address without a password";
    throw new EnergyError("CONFIG_INVALID", { place: `${place}/webhook`, detail });
  }
  return { channel, address, from: written.from ?? "notice" };
}

function hasPassword(address: string): boolean {
  const url = URL.parse(address);
  return url === null || `${url.username}${url.password}` !== "";
}
