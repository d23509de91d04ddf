import type { StepOutput } from "../step/step";
import type { AccumulatorConfig, MeterRules } from "./accumulator-config";
import { type AccumulatorState, type SeriesState, wantPast } from "./accumulator-state";
import type { CorrectionCause } from "./ledger";
import { beginOf, factKey, type MeterFact } from "./meter-facts";
import { foldsOf } from "./meter-folds";
import { publish } from "./publish";
import type { RatioWatch, RatioWatched } from "./ratio-watch";
import { refolded } from "./register-fold";
import { recount } from "./series";

interface Whose {
  readonly site: string;
  readonly meter: string;
}

interface FactsEntered {
  readonly state: AccumulatorState;
  readonly outputs: readonly StepOutput[];
}

/** Enters a dated fact. One with the same date and event replaces the one before it; the same again changes nothing. */
export function enterFact(
  config: AccumulatorConfig,
  meter: MeterRules,
  state: AccumulatorState,
  whose: Whose,
  fact: MeterFact,
): FactsEntered {
  const known = state.entered.find((other) => factKey(other) === factKey(fact));
  if (known && (JSON.stringify(known) === JSON.stringify(fact) || (known.version ?? 0) > (fact.version ?? 0))) {
    return { state, outputs: [] };
  }
  const entered = [...state.entered.filter((other) => other !== known), fact];
  const { from, ...doubts } = stillSuspected(state, known ? [known, fact] : [fact]);
  const next = withFacts(meter, { ...state, entered, ...doubts });
  return count(config, meter, state, next, whose, from, fact.event);
}

/** Takes over what the site model says now; what it said before is forgotten. */
export function enterSiteFacts(
  config: AccumulatorConfig,
  meter: MeterRules,
  state: AccumulatorState,
  whose: Whose,
): FactsEntered {
  const own = [...state.entered, ...(state.suspected ?? [])];
  const before = state.facts.filter((fact) => !own.includes(fact));
  const texts = (facts: readonly MeterFact[]) => new Set(facts.map((fact) => JSON.stringify(fact)));
  const [old, now] = [texts(before), texts(meter.facts)];
  const changed = [...before, ...meter.facts].filter((fact) => {
    const text = JSON.stringify(fact);
    return old.has(text) !== now.has(text);
  });
  const { from, ...doubts } = stillSuspected(state, changed);
  const next = withFacts(meter, { ...state, siteMark: meter.factsMark, ...doubts });
  return count(config, meter, state, next, whose, from, "site-model");
}

/** Enters what the gateway itself suspects since some time, or that a suspicion has ended. */
export function enterSuspicion(
  config: AccumulatorConfig,
  meter: MeterRules,
  state: AccumulatorState,
  whose: Whose,
  { begins, endsAt }: Pick<RatioWatched, "begins" | "endsAt">,
): FactsEntered {
  const known = state.suspected ?? [];
  const suspected: readonly MeterFact[] = begins
    ? [...known.slice(1 - mostSuspected), { at: begins.at, event: "ratio-suspected" }]
    : known.map((fact) => (fact.until === undefined && endsAt !== undefined ? { ...fact, until: endsAt } : fact));
  const next = withFacts(meter, { ...state, suspected });
  return count(config, meter, state, next, whose, begins?.at ?? endsAt ?? 0, "ratio-suspected");
}

/** Older ones have long been explained, or never will be. */
const mostSuspected = 20;

/** Facts that can be why a register began to count by another factor. */
export const explainsRatio = ({ event }: MeterFact): boolean => ["swap", "ratio", "calibration"].includes(event);

/** What is still suspected when these facts are known, and from when on all this changes something. */
function stillSuspected({ suspected = [] }: AccumulatorState, facts: readonly MeterFact[]) {
  const why = facts.filter(explainsRatio);
  const kept = suspected.filter(({ until = Number.POSITIVE_INFINITY }) => why.every(({ at }) => until < at));
  const dropped = suspected.filter((fact) => !kept.includes(fact));
  const from = Math.min(...[...facts, ...dropped].map(beginOf));
  // Power and register may now go together by another factor than before.
  return { suspected: kept, from, ...(why.length > 0 && { ratioWatch: undefined }) };
}

/** The state with what these lists say; `ratioWatch` may be absent, to begin anew. */
function withFacts(
  { facts }: MeterRules,
  state: Omit<AccumulatorState, "ratioWatch"> & { readonly ratioWatch?: RatioWatch | undefined },
): AccumulatorState {
  const { suspected = [], ratioWatch, ...rest } = state;
  const all = [...facts, ...state.entered, ...suspected];
  return { ...rest, facts: all, ...(suspected.length > 0 && { suspected }), ...(ratioWatch && { ratioWatch }) };
}

const isLocal = (cause: CorrectionCause): boolean => cause === "swap" || cause === "manual";

/** Counts again what the facts of `next` change from `from` on; what the window does not hold is wanted from the past. */
function count(
  config: AccumulatorConfig,
  meter: MeterRules,
  before: AccumulatorState,
  next: AccumulatorState,
  whose: Whose,
  from: number,
  cause: CorrectionCause,
): FactsEntered {
  const has = (quantity: string): boolean => quantity in before.series;
  const was = foldsOf(config, meter, before.facts, has);
  const is = foldsOf(config, meter, next.facts, has);
  const series: Record<string, SeriesState> = { ...next.series };
  const outputs: StepOutput[] = [];
  let state = next;
  for (const [quantity, known] of Object.entries(next.series)) {
    if (known.kind !== "register") continue;
    const { fold, epochs } = is.register(quantity);
    const old = was.register(quantity).epochs;
    const { anchor, head } = known.series;
    const moved = {
      ...known.series,
      ...(anchor && { anchor: refolded(anchor, old, epochs) }),
      ...(head && { head: refolded(head, old, epochs) }),
    };
    const counted = recount(moved, fold, config);
    const published = publish(whose, quantity, known.ledger, counted, cause);
    outputs.push(...published.outputs);
    series[quantity] = { kind: "register", series: counted.series, ledger: published.ledger };
    const newest = head?.track.at ?? known.series.anchorAt;
    if (from < newest) {
      // Other readings of the same course are changed up to now; a new course concerns the readings around its date.
      const to = isLocal(cause) ? from : newest;
      state = wantPast(state, { from, to, cause, ...(from > known.series.anchorAt && { refines: true }) });
    }
  }
  return { state: { ...state, series }, outputs };
}
