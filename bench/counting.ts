import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Interval, Message, MeterEvent, Reading } from "../lib/contract/messages";
import { type AccumulatorState, accumulator } from "../lib/metering/accumulator";
import { PastInMemory } from "../lib/step/past-in-memory";

const meters = 50;
const minutesOfYear = 365 * 1440;
/** Readings stand between the boundaries, as they do in a plant. */
const start = Date.UTC(2026, 0, 1, 0, 0, 20);
const monthsBack = 11;

/**
 * A year of 50 meters at a reading a minute through the accumulator's logic (quarter-hours and days), and what a
 * correction eleven months back costs. `COUNTING_MINUTES` shortens the year; the rest is then reckoned from it.
 */
export async function run(): Promise<object> {
  const minutes = Number(process.env.COUNTING_MINUTES ?? minutesOfYear);
  const begun = performance.now();
  const counted = countYear(minutes);
  const seconds = (performance.now() - begun) / 1000;
  return {
    readings: counted.readings,
    intervals: counted.intervals,
    seconds: round(seconds),
    microsecondsPerReading: round((seconds * 1e6) / counted.readings),
    yearSeconds: round((seconds * minutesOfYear) / minutes),
    heapMegabytesAfterTenth: round(counted.heapAfterTenth),
    heapMegabytesAtEnd: round(counted.heapAtEnd),
    stateBytesPerMeter: counted.stateBytes,
    correction: correction(),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
/** What is still in use once everything that is not has been collected. */
const heap = (): number => {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed / 1e6;
};

function readingOf(meter: number, minute: number): Reading {
  const values = {
    active_power: 12.5 + (minute % 7),
    active_energy_import: 1000 + meter + Math.round(minute * 208.3) / 1000,
  };
  return { kind: "reading", site: "bench", meter: `m${meter}`, at: start + minute * 60_000, values, quality: "good" };
}

function countYear(minutes: number) {
  const config = accumulator.parseConfig({ timeZone: "Europe/Vienna", ratedPowerKw: 50 });
  const states: AccumulatorState[] = Array.from({ length: meters }, (_, n) =>
    accumulator.initialState(config, `bench/m${n}`),
  );
  let intervals = 0;
  let heapAfterTenth = 0;
  for (let minute = 0; minute < minutes; minute++) {
    if (minute === Math.floor(minutes / 10)) heapAfterTenth = heap();
    for (let meter = 0; meter < meters; meter++) {
      const message = readingOf(meter, minute);
      const result = accumulator.step(
        config,
        states[meter] as AccumulatorState,
        { type: "message", message },
        message.at,
      );
      states[meter] = result.state;
      intervals += result.outputs.length;
    }
  }
  const stateBytes = JSON.stringify(states[0]).length;
  return { readings: minutes * meters, intervals, heapAfterTenth, heapAtEnd: heap(), stateBytes };
}

/** One meter's year in memory; then a late reading and a swap, eleven months back and one week back. */
function correction() {
  const config = accumulator.parseConfig({ timeZone: "Europe/Vienna", ratedPowerKw: 50 });
  const key = "bench/m0";
  const past = new PastInMemory();
  let state = accumulator.initialState(config, key);
  const take = (message: Message, now: number): void => {
    past.keep(message);
    const result = accumulator.step(config, state, { type: "message", message }, now);
    state = result.state;
    for (const { payload } of result.outputs) past.keep(payload);
  };
  const end = start + minutesOfYear * 60_000;
  for (let minute = 0; minute < minutesOfYear; minute++) take(readingOf(0, minute), start + minute * 60_000);

  const cost = (message: Message): object => {
    take(message, end);
    const begun = performance.now();
    const asked: Record<string, number> = {};
    const recount = accumulator.recountPast?.(config, state, key);
    if (!recount) return {};
    let turn = recount.next();
    while (!turn.done) {
      const { ask } = turn.value;
      const answer = past.answer(key, turn.value);
      asked[ask] = (asked[ask] ?? 0) + answer.length;
      turn = recount.next(answer);
    }
    const milliseconds = round(performance.now() - begun);
    state = turn.value.state;
    for (const { payload } of turn.value.outputs) past.keep(payload);
    const changed = turn.value.outputs
      .filter(({ payload }) => payload.kind === "interval")
      .map(({ payload }) => payload as Interval);
    return {
      milliseconds,
      readingsRead: asked.readings,
      intervalsRead: asked.intervals,
      intervalsChanged: changed.length,
    };
  };
  /** Just before a quarter of an hour ends, with more counted than the readings around it suggest. */
  const lateAt = (at: number): Reading => {
    const end = Math.ceil(at / 900_000) * 900_000;
    const shown = readingOf(0, (end - start) / 60_000).values.active_energy_import as number;
    return { ...readingOf(0, 0), at: end - 10_000, values: { active_energy_import: shown } };
  };
  /** With other final and first values than the readings around it suggest. */
  const swapAt = (at: number): MeterEvent => {
    const { values } = readingOf(0, Math.floor((at - start) / 60_000));
    const shown = values.active_energy_import as number;
    return {
      kind: "event",
      site: "bench",
      meter: "m0",
      at: at + 20_000,
      event: "swap",
      final: shown + 0.2,
      first: shown + 0.1,
    };
  };
  const longAgo = end - monthsBack * 30 * 86_400_000;
  const lately = end - 7 * 86_400_000;
  return {
    lateReading11MonthsBack: cost(lateAt(longAgo)),
    lateReadingAWeekBack: cost(lateAt(lately)),
    swap11MonthsBack: cost(swapAt(longAgo)),
  };
}
