import { assertSchema } from "../contract/validate";
import { siteSchema } from "./site-schema";

type Entry = Readonly<Record<string, unknown>>;

/** What is watched and who is told when, as it is written in a site model: what can be changed while the plant runs. */
export interface Watching {
  readonly rules: readonly Entry[];
  readonly recipients: readonly Entry[];
  readonly alerting: { readonly policies: readonly Entry[]; readonly maintenance: readonly Entry[] };
}

/** What stands there now, and the digest by which a change says what it is of. */
export interface WrittenWatching {
  readonly watching: Watching;
  readonly etag: string;
}

const parts: ReadonlySet<string> = new Set<keyof Watching>(["rules", "recipients", "alerting"]);

export const isWatching = (part: string): boolean => parts.has(part);

/** Throws SITE_INVALID where the model is none. */
export function watchingOf(written: unknown): Watching {
  assertSchema(siteSchema, written, "SITE_INVALID");
  const { rules = [], recipients = [], alerting = {} } = written as Partial<Watching>;
  return { rules, recipients, alerting: { policies: [], maintenance: [], ...alerting } };
}
