import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";

/**
 * How an SMS provider is asked over HTTP, as data. In every text `{{to}}`, `{{text}}`, `{{sender}}`, `{{key}}`,
 * `{{account}}`, `{{token}}` and `{{basic}}` (the credentials of HTTP basic authentication) are filled in, each escaped
 * for where it stands.
 */
export interface SmsProvider {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Regular expression that the answer of a taken message matches, where a status of 200 to 299 says too little. */
  readonly taken?: string;
}

/** What is filled in. */
export interface SmsValues {
  readonly to: string;
  readonly text: string;
  readonly sender: string;
  readonly key: string;
  readonly account: string;
  readonly token: string;
}

export interface SmsRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** By their names: the documented HTTP interfaces of three providers. */
export const smsProviders: Readonly<Record<string, SmsProvider>> = {
  /** https://www.twilio.com/docs/messaging/api/message-resource */
  twilio: {
    url: "https://api.twilio.com/2010-04-01/Accounts/{{account}}/Messages.json",
    headers: { authorization: "Basic {{basic}}" },
    form: { To: "{{to}}", From: "{{sender}}", Body: "{{text}}" },
  },
  /** https://developer.vonage.com/en/api/sms: refusals come with status 200. */
  vonage: {
    url: "https://rest.nexmo.com/sms/json",
    form: {
      api_key: "{{account}}",
      api_secret: "{{token}}",
      to: "{{to}}",
      from: "{{sender}}",
      text: "{{text}}",
      type: "unicode",
      "client-ref": "{{key}}",
    },
    taken: '"status"\\s*:\\s*"0"',
  },
  /** https://docs.seven.io/en/rest-api/endpoints/sms: 100 is success. */
  seven: {
    url: "https://gateway.seven.io/api/sms",
    headers: { "x-api-key": "{{token}}", accept: "application/json" },
    json: { to: "{{to}}", from: "{{sender}}", text: "{{text}}", foreign_id: "{{key}}" },
    taken: '"success"\\s*:\\s*"?100\\b',
  },
};

const textsSchema = {
  type: "object",
  maxProperties: 40,
  propertyNames: { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$" },
  additionalProperties: { type: "string", maxLength: 2000, pattern: "^[^\\u0000-\\u001f]*$" },
} as const;

const providerSchema = {
  type: "object",
  required: ["url"],
  additionalProperties: false,
  properties: {
    url: {
      type: "string",
      maxLength: 2000,
      pattern: "^https?://[^\\s/{][^\\s]*$",
      description: "an http or https address",
    },
    headers: textsSchema,
    form: textsSchema,
    json: { type: "object" },
    taken: { type: "string", maxLength: 500 },
  },
} as const;

/** A provider of one's own. Throws CONFIG_INVALID. */
export function parseSmsProvider(raw: unknown): SmsProvider {
  assertSchema(providerSchema, raw, "CONFIG_INVALID");
  const provider = raw as SmsProvider;
  if ((provider.form === undefined) === (provider.json === undefined)) {
    throw new EnergyError("CONFIG_INVALID", { place: "form", detail: "must have one of form, json" });
  }
  const url = URL.parse(provider.url.replace(/\{\{\w+\}\}/g, "x"));
  if (!url || `${url.username}${url.password}` !== "") {
    throw new EnergyError("CONFIG_INVALID", { place: "url", detail: "must be an address without a password" });
  }
  try {
    new RegExp(provider.taken ?? "");
  } catch (cause) {
    throw new EnergyError("CONFIG_INVALID", { place: "taken", detail: (cause as Error).message }, { cause });
  }
  return provider;
}

/** The credentials of HTTP basic authentication (RFC 7617). */
export const basicOf = (account: string, token: string): string =>
  Buffer.from(`${account}:${token}`).toString("base64");

/** The request that hands a message over. */
export function smsRequest({ url, headers = {}, form, json }: SmsProvider, values: SmsValues): SmsRequest {
  const known: Readonly<Record<string, string>> = { ...values, basic: basicOf(values.account, values.token) };
  const fill = (text: string, harmless = (value: string) => value): string =>
    text.replace(/\{\{(\w+)\}\}/g, (hole, name: string) => (known[name] === undefined ? hole : harmless(known[name])));
  const filled = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(text)]));
  return {
    url: new URL(fill(url, encodeURIComponent)),
    headers: {
      "content-type": form ? "application/x-www-form-urlencoded" : "application/json",
      ...filled(headers),
    },
    body: form ? new URLSearchParams(filled(form)).toString() : JSON.stringify(leaves(json, fill)),
  };
}

/** The same structure with every text in it filled in. */
function leaves(value: unknown, fill: (text: string) => string): unknown {
  if (typeof value === "string") return fill(value);
  if (Array.isArray(value)) return value.map((one) => leaves(one, fill));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, leaves(inner, fill)]));
}
