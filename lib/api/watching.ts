import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import { ruleQuantities } from "../load/rule-quantity";
import { maskedRecipients, unmaskedRecipients } from "../site/masked-address";
import type { SiteModel } from "../site/site-model";
import type { Watching, WrittenWatching } from "../site/watching";
import { ruleKindsView } from "./rule-kinds-view";
import { watchBodySchema } from "./watching-schema";

export interface WatchingSources {
  site(): SiteModel;
  written(): WrittenWatching;
  /** Writes what is changed. Throws SITE_FIXED, SITE_INVALID, SITE_ITEM_INVALID or SITE_UNREADABLE. */
  edit(edit: { readonly by: string; readonly parts: Partial<Watching> }): void;
  /** The caller may see where messages go. */
  readonly seesAddresses: boolean;
}

/** As `watchingSchema` describes it. */
interface WatchingView extends Watching {
  readonly etag: string;
  readonly timeZone: string;
  readonly kinds: readonly object[];
  readonly places: Readonly<Record<"meters" | "machines" | "departments" | "buses", readonly object[]>>;
  readonly quantities: readonly object[];
}

/** The body of the answer to `GET /api/watching`. Throws what makes the site model unusable. */
export function watchingView({ site, written, seesAddresses }: WatchingSources): WatchingView {
  const { timeZone, meters, machines, departments, buses } = site();
  const { watching, etag } = written();
  return {
    etag,
    ...watching,
    recipients: maskedRecipients(watching.recipients, seesAddresses ? "secret" : "all"),
    timeZone,
    kinds: ruleKindsView,
    places: {
      meters: meters.map(named),
      machines: machines.map(named),
      departments: departments.map(named),
      buses: buses.map(named),
    },
    quantities: ruleQuantities,
  };
}

const named = ({ id, name }: { readonly id: string; readonly name: string }) => ({ id, name });

interface WatchBody extends Partial<Watching> {
  readonly by: string;
}

/**
 * Changes what is watched and answers with what holds then. Throws MESSAGE_INVALID with the place of the first mistake,
 * SITE_CHANGED where `ifMatch` is not of what is written now, and as `edit`.
 */
export function watchAnswer(body: unknown, ifMatch: string | undefined, sources: WatchingSources): WatchingView {
  assertSchema(watchBodySchema, body, "MESSAGE_INVALID");
  const { by, ...parts } = body as WatchBody;
  const { watching, etag } = sources.written();
  checkMatch(ifMatch, etag);
  const { recipients, alerting } = parts;
  const changed = {
    ...parts,
    ...(recipients && { recipients: unmaskedRecipients(recipients, watching.recipients) }),
    ...(alerting && { alerting: { ...watching.alerting, ...alerting } }),
  };
  try {
    sources.edit({ by: by.trim(), parts: changed });
  } catch (error) {
    if (!(error instanceof EnergyError) || error.code !== "SITE_ITEM_INVALID") throw error;
    // It is not left out but refused, with all the rest.
    const { place = "", detail = "" } = error.params;
    throw new EnergyError("MESSAGE_INVALID", { place, detail }, { cause: error });
  }
  return watchingView(sources);
}

/** As `If-Match` is written: one or several tags in quotes, or `*`. */
function checkMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined) {
    throw new EnergyError("MESSAGE_INVALID", {
      place: "if-match",
      detail: "must be the etag of what is changed, or *",
    });
  }
  const tags = ifMatch.split(",").map((tag) => tag.trim().replace(/^"(.*)"$/, "$1"));
  if (!tags.includes("*") && !tags.includes(etag)) throw new EnergyError("SITE_CHANGED");
}
