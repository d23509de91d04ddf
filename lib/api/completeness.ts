import { type Completeness, CompletenessCount } from "../metering/completeness";
import { type GridStep, gridOf } from "../metering/grid";
import { quantities } from "../metering/quantities";
import { balancesOf } from "../site/balance";
import { mediumOf } from "../site/medium";
import { patienceMs } from "../site/meter-now";
import { isVirtualMeter, type MeterModel, type SiteModel } from "../site/site-model";
import { allIntervals } from "../store/all-intervals";
import type { Store } from "../store/store";
import { conditionOf, type MeterCondition } from "./devices";
import { bad, type ParameterValues } from "./parameters";
import { periodOf } from "./period";
import { formatTime } from "./time";

const dayMs = 24 * 3_600_000;
/** Up to here quarter hours are counted when nothing is said; beyond, days. */
const longestFineMs = 8 * dayMs;
/** So that one request does not read the journal for minutes. */
const mostSpans = 4000;

/** The answer to `GET /api/completeness` (`completenessSchema`). Rejects with API_BAD_PARAMETER, or as the store does. */
export async function completenessView(
  values: ParameterValues,
  site: SiteModel,
  store: Store,
  conditions: ReadonlyMap<string, MeterCondition>,
  now: number,
): Promise<object> {
  const { from, to } = periodOf(values, now, dayMs);
  const step = (values.step ?? (to - from <= longestFineMs ? "15m" : "1d")) as GridStep;
  const grid = gridOf(step, site.timeZone);
  // What still runs is not missing: it is not over.
  const end = Math.min(to, grid.spanAt(now).from);
  const span = grid.spanAt(from);
  if ((end - from) / (span.to - span.from) > mostSpans) {
    throw bad("step", `is too short for this period: at most ${mostSpans} intervals of each meter are counted`);
  }
  const count = new CompletenessCount(from, Math.max(from, end));
  // The first interval may have begun before the period.
  for await (const interval of allIntervals(store, { site: site.id, step, from: span.from, to: count.to })) {
    count.take(interval);
  }
  return {
    from: formatTime(count.from),
    to: formatTime(count.to),
    step,
    meters: site.meters.map((meter) => meterView(meter, count, conditionOf(meter, conditions), site, now)),
    balances: balancesOf(site, count).map((balance) => ({ ...balance, unit: unitOf(balance.quantity) })),
  };
}

function meterView(
  meter: MeterModel,
  count: CompletenessCount,
  { state, lastSeen }: MeterCondition,
  site: SiteModel,
  now: number,
): object {
  const { id, name, role } = meter;
  return {
    meter: id,
    name,
    role,
    state,
    stale: state === "failing" || lastSeen === undefined || now - lastSeen > patience(meter, site),
    lastSeen: lastSeen === undefined ? null : formatTime(lastSeen),
    quantities: quantitiesOf(meter, count).map((quantity) => {
      return { quantity, unit: unitOf(quantity), ...(count.of(id, quantity) ?? nothing) };
    }),
  };
}

const nothing: Completeness = { measured: 0, estimated: 0, missing: 1, amount: 0 };

/** What it has shown; of a meter that has shown nothing, what it should have. */
function quantitiesOf(meter: MeterModel, count: CompletenessCount): readonly string[] {
  const shown = count.quantitiesOf(meter.id);
  if (shown.length > 0) return shown;
  const usual = usualRegister[mediumOf(meter) ?? "electricity"];
  return usual ? [usual] : [];
}

const usualRegister: Readonly<Record<string, string>> = {
  electricity: "active_energy_import",
  water: "water_volume",
  gas: "gas_volume",
  heat: "heat_energy",
};

/** A virtual meter is as patient as the most patient of its parts. */
function patience(meter: MeterModel, site: SiteModel): number {
  if (!isVirtualMeter(meter)) return patienceMs(meter);
  const parts = new Set(meter.virtual.terms.map((term) => term.meter));
  return Math.max(...site.meters.filter(({ id }) => parts.has(id)).map(patienceMs));
}

const unitOf = (quantity: string): string => quantities.get(quantity)?.unit ?? "";
