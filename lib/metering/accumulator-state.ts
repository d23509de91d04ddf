import type { Agreement } from "./agreement";
import type { CorrectionCause, Ledger } from "./ledger";
import type { MeterFact } from "./meter-facts";
import type { PowerTrack } from "./power-track";
import type { RatioWatch } from "./ratio-watch";
import type { FoldedRegister } from "./register-fold";
import type { Series } from "./series";

/** One counted quantity, and what was sent of it. */
export type SeriesState =
  | { readonly kind: "register"; readonly series: Series<FoldedRegister>; readonly ledger: Ledger }
  | { readonly kind: "power"; readonly series: Series<PowerTrack>; readonly ledger: Ledger };

/** A stretch of the past that must be counted again from the journal. */
export interface PastSpan {
  readonly from: number;
  readonly to: number;
  readonly cause: CorrectionCause;
  /** The window holds it, without the readings that it dropped: the journal makes it better, but need not have it. */
  readonly refines?: true;
}

/** State of one meter. */
export interface AccumulatorState {
  readonly series: Readonly<Record<string, SeriesState>>;
  /** Every dated fact: the site model's, those that came as events, then what is suspected. */
  readonly facts: readonly MeterFact[];
  /** Those that came as events. */
  readonly entered: readonly MeterFact[];
  /** Changes of ratio that nobody has told. */
  readonly suspected?: readonly MeterFact[];
  /** The site model's facts that are among `facts`. */
  readonly siteMark: string;
  readonly past?: PastSpan;
  /** The serial number that was read last. */
  readonly serial?: number;
  /** Power beside the register. */
  readonly agreement?: Agreement;
  readonly ratioWatch?: RatioWatch;
}

const noFacts: readonly MeterFact[] = [];
export const emptyState: AccumulatorState = { series: {}, facts: noFacts, entered: noFacts, siteMark: "" };

/** The state with a further stretch of the past to be counted again. */
export function wantPast(state: AccumulatorState, span: PastSpan): AccumulatorState {
  const { past } = state;
  if (!past) return { ...state, past: span };
  const whole = { from: Math.min(past.from, span.from), to: Math.max(past.to, span.to), cause: past.cause };
  return { ...state, past: past.refines && span.refines ? { ...whole, refines: true } : whole };
}
