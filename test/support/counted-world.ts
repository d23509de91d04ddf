import type { Interval, Message } from "../../dist/lib/contract/messages.js";
import { type AccumulatorState, accumulator } from "../../dist/lib/metering/accumulator.js";
import { PastInMemory } from "../../dist/lib/step/past-in-memory.js";
import { chanceOf } from "./chance.ts";
import type { World } from "./register-world.ts";

export interface CountedWorld {
  /** Newest version of each closed quarter-hour, in the order of time, up to the running one. */
  readonly intervals: readonly Interval[];
  /** Energy of all of them and of the running one, millionths of a kWh. */
  readonly total: number;
  /** The same by days. */
  readonly byDays: number;
  /** How often an interval was sent again. */
  readonly corrections: number;
}

export const worldMaxGapMs = 300_000;

/** Counts messages with the accumulator's own logic; the state goes through JSON now and then, as in a restart. */
export function countWorld(
  world: World,
  messages: readonly Message[],
  { restarts = 0, rated = true } = {},
): CountedWorld {
  const config = accumulator.parseConfig({
    timeZone: "UTC",
    steps: ["15m", "1d"],
    maxGapSeconds: worldMaxGapMs / 1000,
    rollover: world.turnKwh,
    ...(rated && { ratedPowerKw: world.ratedPowerKw }),
  });
  const chance = chanceOf(world.seed ^ 0x2545f491);
  const past = new PastInMemory();
  let state: AccumulatorState = accumulator.initialState(config, "s/m");
  const newest = new Map<string, Interval>();
  let corrections = 0;
  const take = (result: ReturnType<typeof accumulator.step>): void => {
    state = result.state;
    for (const { port, payload } of result.outputs) {
      if (port !== 0 || payload.kind !== "interval") continue;
      past.keep(payload);
      const about = `${payload.from} ${payload.to}`;
      const known = newest.get(about)?.version ?? 0;
      if (payload.version !== known + 1) throw new Error(`version ${payload.version} after ${known} of ${about}`);
      if (known > 0) corrections++;
      newest.set(about, payload);
    }
  };
  const measured = new Map(world.told.map((told) => [told.reading as Message, told.measured]));
  let now = 0;
  for (const message of messages) {
    now = Math.max(now, measured.get(message) ?? 0);
    past.keep(message);
    take(accumulator.step(config, state, { type: "message", message }, now));
    if (accumulator.wantsPast?.(state) && accumulator.recountPast && chance() < 0.5) {
      take(past.answerAll("s/m", accumulator.recountPast(config, state, "s/m")));
    }
    if (chance() < restarts) state = JSON.parse(JSON.stringify(state));
  }
  if (accumulator.wantsPast?.(state) && accumulator.recountPast) {
    take(past.answerAll("s/m", accumulator.recountPast(config, state, "s/m")));
  }
  const books = state.series.active_energy_import?.series.books;
  const closed = (step: "15m" | "1d"): Interval[] => {
    const open = books?.[step];
    return [...newest.values()]
      .filter(({ from, to }) => to - from === (step === "15m" ? 900_000 : 86_400_000) && open && to <= open.from)
      .sort((a, b) => a.from - b.from);
  };
  const sum = (step: "15m" | "1d"): number =>
    closed(step).reduce((total, { amount }) => total + Math.round(amount * 1e6), books?.[step]?.amount ?? 0);
  return { intervals: closed("15m"), total: sum("15m"), byDays: sum("1d"), corrections };
}
