import { EnergyError } from "../contract/error";
import type { Interval, Reading } from "../contract/messages";
import type { PastQuestion, StepOutput, StepResult } from "../step/step";
import type { AccumulatorConfig } from "./accumulator-config";
import { type AccumulatorState, emptyState, type PastSpan, type SeriesState } from "./accumulator-state";
import { countReading } from "./count-reading";
import { isSame, type Ledger, type SentInterval, sentOf, stillOpen } from "./ledger";
import { foldsOf } from "./meter-folds";
import { closedPort } from "./outputs";
import { outputsOf } from "./publish";
import { advanced, type Books } from "./series";

type Past = Generator<PastQuestion, StepResult<AccumulatorState>, readonly (Reading | Interval)[]>;
type Answer = readonly (Reading | Interval)[];

/** Readings around what has changed that may be explained otherwise because of it. */
const neighbours = 4;
/** Readings before these, so that the count does not begin cold where it matters. */
const warmUp = 24;
const pageSize = 2000;
/** Nothing leaves the window while the past is counted: it is as long as the past. */
const withoutWindow = Number.MAX_SAFE_INTEGER;

/**
 * Counts a stretch of the past again: from the beginning of the intervals that hold the readings before it to the end of
 * those that hold the readings after it, with the same logic as the first time. What differs from what the journal has is
 * sent with its next version. Where the stretch reaches up to now, what was counted replaces the state.
 */
export function* recountPast(config: AccumulatorConfig, state: AccumulatorState, key: string): Past {
  const { past, ...settled } = state;
  if (!past) return { state, outputs: [], status: { code: "counting" } };
  const [site = "", meterId = ""] = key.split("/");
  const whose = { site, meter: meterId };
  const before = readingsOf(yield { ask: "readings-before", before: past.from, count: neighbours });
  const begin = beginOf(config, before[0]?.at ?? past.from);
  const lead = readingsOf(yield { ask: "readings-before", before: begin, count: warmUp });
  const recounted = yield* countFrom(config, state, key, lead[0]?.at ?? begin, past);
  if (recounted.live && isBehind(recounted.state, state)) {
    // The journal does not have what was counted, so it cannot say anything better.
    if (past.refines) return { state: settled, outputs: [], status: { code: "counting" } };
    const error = new EnergyError("READING_LATE", { meter: meterId, at: new Date(past.from).toISOString() });
    return { state: settled, outputs: [], errors: [error], status: { code: "doubtful" } };
  }
  const end = recounted.live ? withoutWindow : recounted.end;
  const stored = (yield { ask: "intervals", from: begin, to: end }) as readonly Interval[];

  const outputs: StepOutput[] = [];
  const ledgers: Record<string, SentInterval[]> = {};
  for (const quantity of quantitiesOf(recounted.closed, stored)) {
    const known = stored.filter((interval) => interval.quantity === quantity).map(sentOf);
    const wanted = [...(recounted.closed.get(quantity)?.values() ?? [])].filter(
      ({ from }) => from >= begin && from < end,
    );
    const { fresh, replaced, all } = compared(known, wanted);
    outputs.push(...outputsOf(whose, quantity, fresh, replaced, past.cause));
    ledgers[quantity] = all;
  }
  const next = recounted.live ? replacedBy(config, settled, recounted.state, ledgers, key) : settled;
  return { state: next, outputs, status: { code: "counting" } };
}

interface Recounted {
  readonly state: AccumulatorState;
  /** By quantity, then by beginning and end: intervals as they were last closed. */
  readonly closed: ReadonlyMap<string, ReadonlyMap<string, SentInterval>>;
  readonly end: number;
  /** All there is has been counted. */
  readonly live: boolean;
}

/** Reads on until everything that the stretch can have touched is closed. */
function* countFrom(
  config: AccumulatorConfig,
  state: AccumulatorState,
  key: string,
  from: number,
  past: PastSpan,
): Generator<PastQuestion, Recounted, Answer> {
  const shadow = { ...config, latenessMs: withoutWindow, running: false };
  const meter = config.meterOf(key.split("/")[1] ?? "");
  let counted: AccumulatorState = { ...emptyState, facts: state.facts };
  const closed = new Map<string, Map<string, SentInterval>>();
  const settled = settledTo(state);
  let after = 0;
  let end = withoutWindow;
  let next = from;
  for (;;) {
    const page = readingsOf(yield { ask: "readings", from: next, limit: pageSize });
    for (const reading of page) {
      if (reading.quality === "bad") continue;
      const { state: stepped, outputs } = countReading(shadow, meter, counted, reading, reading.at);
      counted = stepped;
      for (const { port, payload } of outputs) if (port === closedPort) note(closed, payload as Interval);
      if (reading.at > past.to && ++after === neighbours) {
        const touched = endOf(config, reading.at);
        // What the state itself may still send again must come from one count only.
        end = touched <= settled ? touched : withoutWindow;
      }
      if (reading.at >= end && isThrough(counted, end)) return { state: counted, closed, end, live: false };
    }
    const last = page.at(-1);
    if (!last || page.length < pageSize) return { state: counted, closed, end, live: true };
    next = last.at + 1;
  }
}

function note(closed: Map<string, Map<string, SentInterval>>, interval: Interval): void {
  const ofQuantity = closed.get(interval.quantity) ?? new Map<string, SentInterval>();
  ofQuantity.set(`${interval.from} ${interval.to}`, sentOf(interval));
  closed.set(interval.quantity, ofQuantity);
}

const readingsOf = (answer: Answer): readonly Reading[] => answer as readonly Reading[];

const beginOf = ({ grids }: AccumulatorConfig, at: number): number =>
  Math.min(...grids.map((grid) => grid.spanAt(at).from));
const endOf = ({ grids }: AccumulatorConfig, at: number): number =>
  Math.max(...grids.map((grid) => grid.spanAt(at).to));

/** Up to here no interval can change in the state's own window. */
const settledTo = ({ series }: AccumulatorState): number =>
  Math.min(...Object.values(series).flatMap(({ series: { anchorBooks } }) => beginsOf(anchorBooks)));

const beginsOf = (books: Books | undefined): number[] => (books ? Object.values(books).map(({ from }) => from) : [0]);

const isThrough = ({ series }: AccumulatorState, end: number): boolean =>
  Object.values(series).every(({ series: { books = {} } }) => Object.values(books).every(({ from }) => from >= end));

const headAt = ({ series }: SeriesState): number => series.values.at(-3) ?? series.anchorAt;

const isBehind = (counted: AccumulatorState, { series }: AccumulatorState): boolean =>
  Object.entries(series).some(([name, known]) => {
    const again = counted.series[name];
    return !again || headAt(again) < headAt(known);
  });

const quantitiesOf = (closed: ReadonlyMap<string, unknown>, stored: readonly Interval[]): ReadonlySet<string> =>
  new Set([...closed.keys(), ...stored.map(({ quantity }) => quantity)]);

function compared(known: readonly SentInterval[], wanted: readonly SentInterval[]) {
  const byPeriod = new Map(known.map((sent) => [`${sent.from} ${sent.to}`, sent]));
  const fresh: SentInterval[] = [];
  const replaced: SentInterval[] = [];
  for (const interval of wanted) {
    const period = `${interval.from} ${interval.to}`;
    const sent = byPeriod.get(period);
    // The journal no longer has what was known of the beginning of this interval.
    const knowsLess = interval.reasons.includes("partial") && !sent?.reasons.includes("partial");
    if (sent && (isSame(sent, interval) || knowsLess)) continue;
    const entry = { ...interval, version: (sent?.version ?? 0) + 1 };
    byPeriod.set(period, entry);
    fresh.push(entry);
    if (sent) replaced.push(sent);
  }
  return { fresh, replaced, all: [...byPeriod.values()].sort((a, b) => a.from - b.from) };
}

/** The state that goes on from what was counted, with the usual window again. */
function replacedBy(
  config: AccumulatorConfig,
  settled: AccumulatorState,
  counted: AccumulatorState,
  sent: Readonly<Record<string, readonly SentInterval[]>>,
  key: string,
): AccumulatorState {
  const meter = config.meterOf(key.split("/")[1] ?? "");
  const folds = foldsOf(config, meter, counted.facts, (quantity) => quantity in counted.series);
  const series: Record<string, SeriesState> = {};
  for (const [quantity, known] of Object.entries(counted.series)) {
    // The window does not become shorter than it was.
    const now = (settled.series[quantity]?.series.anchorAt ?? 0) + config.latenessMs;
    const ledgerOf = (books: Parameters<typeof stillOpen>[1]): Ledger =>
      stillOpen(byStep(config, sent[quantity] ?? []), books);
    if (known.kind === "register") {
      const moved = advanced(known.series, folds.register(quantity).fold, config, now);
      series[quantity] = { kind: "register", series: moved, ledger: ledgerOf(moved.anchorBooks) };
    } else {
      const moved = advanced(known.series, folds.power(quantity), config, now);
      series[quantity] = { kind: "power", series: moved, ledger: ledgerOf(moved.anchorBooks) };
    }
  }
  return { ...settled, series };
}

function byStep({ grids }: AccumulatorConfig, sent: readonly SentInterval[]): Ledger {
  return Object.fromEntries(
    grids.map((grid) => [
      grid.step,
      sent.filter(({ from, to }) => {
        const span = grid.spanAt(from);
        return span.from === from && span.to === to;
      }),
    ]),
  );
}
