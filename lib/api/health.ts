import type { EnergyError, ErrorCode, ErrorParams } from "../contract/error";
import { isVirtualMeter, type SiteModel } from "../site/site-model";
import type { StoreGauges } from "../store/store";
import type { MeterCondition } from "./devices";
import { formatTime } from "./time";

interface KnownProblem {
  readonly node: string;
  readonly subject: string;
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly level: "error" | "warning";
  readonly since: number;
}

/** How the journal is; `absent` where the node names none. */
export type JournalHealth =
  | { readonly state: "absent" }
  | { readonly state: "usable"; readonly gauges: StoreGauges }
  | { readonly state: "unusable"; readonly error: EnergyError };

export interface HealthInput {
  readonly version: string;
  readonly now: number;
  readonly uptimeSeconds: number;
  readonly problems: readonly KnownProblem[];
  readonly site: SiteModel | undefined;
  /** False where the node names no site model, so that none is missing. */
  readonly siteWanted: boolean;
  readonly conditions: ReadonlyMap<string, MeterCondition>;
  readonly journal: JournalHealth;
  readonly text: (error: { code: ErrorCode; params: ErrorParams }) => string;
}

/** The body of `GET /health` (`healthSchema`) and its status: 503 only where nothing can be kept any more. */
export function healthView(input: HealthInput): { readonly status: 200 | 503; readonly body: object } {
  const { version, now, uptimeSeconds, site, siteWanted, conditions, journal, text } = input;
  const problems = input.problems.map((problem) => ({
    code: problem.code,
    message: text(problem),
    node: problem.node,
    subject: problem.subject,
    level: problem.level,
    since: formatTime(problem.since),
  }));
  if (journal.state === "unusable" && !input.problems.some(({ code }) => code === journal.error.code)) {
    const { code } = journal.error;
    const since = formatTime(now);
    problems.unshift({ code, message: text(journal.error), node: "energy-api", subject: "", level: "error", since });
  }
  const broken = journal.state === "unusable";
  return {
    status: broken ? 503 : 200,
    body: {
      status: broken || (siteWanted && !site) ? "error" : problems.length > 0 ? "degraded" : "ok",
      version,
      time: formatTime(now),
      uptimeSeconds: Math.round(uptimeSeconds),
      problems,
      meters: meterCounts(site, conditions),
      ...journalViews(journal),
    },
  };
}

function meterCounts(site: SiteModel | undefined, conditions: ReadonlyMap<string, MeterCondition>): object {
  const counts = { total: 0, online: 0, failing: 0, waiting: 0 };
  for (const meter of site?.meters ?? []) {
    if (isVirtualMeter(meter)) continue;
    counts.total++;
    counts[conditions.get(meter.id)?.state ?? "waiting"]++;
  }
  return counts;
}

function journalViews(journal: JournalHealth): { journal: object | null; targets: object } {
  if (journal.state !== "usable") return { journal: null, targets: {} };
  const { targets, oldestAt, records, bytes, maxBytes, dropped, outageHoursLeft } = journal.gauges;
  const targetViews = Object.entries(targets).map(([name, target]) => {
    const { cursor, depth, quarantined, oldestUndeliveredAt } = target;
    return [name, { cursor, depth, oldestUndeliveredAt: timeOrNull(oldestUndeliveredAt), quarantined }];
  });
  return {
    journal: { records, bytes, maxBytes, oldestAt: timeOrNull(oldestAt), dropped, outageHoursLeft },
    targets: Object.fromEntries(targetViews),
  };
}

function timeOrNull(at: number | null): string | null {
  return at === null ? null : formatTime(at);
}
