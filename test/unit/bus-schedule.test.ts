import assert from "node:assert/strict";
import { BusSchedule, type PollOutcome, type Timing } from "../../dist/lib/acquire/bus-schedule.js";
import { backoffMs } from "../../dist/lib/schedule/backoff.js";

const noon = Date.UTC(2026, 0, 5, 12);
const second = 1000;

interface Meter extends Timing {
  readonly id: string;
  /** What one reading truly takes, ms; undefined: it does not answer. */
  readonly takesMs?: number | undefined;
}

const meter = (id: string, intervalMs: number, costMs: number, more: Partial<Meter> = {}): Meter => ({
  id,
  intervalMs,
  costMs,
  probeMs: 50,
  timeoutMs: 1000,
  takesMs: costMs,
  ...more,
});

interface Event {
  readonly id: string;
  readonly kind: "read" | "probe";
  readonly dueAt: number;
  readonly begun: number;
  readonly ended: number;
  readonly missed: number;
}

/** Plays a bus that does one thing at a time, without any clock, and tells what happened on it. */
function played(meters: readonly Meter[], forMs: number, from = noon): Event[] {
  const schedule = new BusSchedule<Meter>();
  for (const one of meters) schedule.add(one, one, from);
  const events: Event[] = [];
  let now = from;
  while (now < from + forMs) {
    const turn = schedule.next(now);
    if (turn.kind === "wait") {
      assert.ok(turn.ms > 0, "waits for nothing");
      now += turn.ms;
      continue;
    }
    const { key, kind } = turn;
    const begun = now;
    const patience = turn.kind === "probe" ? turn.patienceMs : key.timeoutMs;
    now += key.takesMs ?? patience;
    const outcome: PollOutcome = key.takesMs === undefined ? "failed" : "read";
    const missed = schedule.finished(key, kind, outcome, now);
    events.push({ id: key.id, kind, dueAt: turn.kind === "read" ? turn.dueAt : begun, begun, ended: now, missed });
  }
  return events;
}

const readsOf = (events: readonly Event[], id: string): number[] =>
  events.filter((event) => event.id === id && event.kind === "read").map(({ begun }) => begun);
const intervals = (times: readonly number[]): number[] => times.slice(1).map((time, n) => time - (times[n] ?? 0));

describe("the turns on a bus", () => {
  it("begin at once, and go on without drift, each meter at its own place in the interval", () => {
    const events = played(
      [meter("a", second, 100), meter("b", second, 100), meter("c", second, 100)],
      100 * second,
      noon + 321,
    );
    assert.deepEqual(
      events.slice(0, 3).map(({ id, begun }) => [id, begun - noon]),
      [
        ["a", 321],
        ["b", 421],
        ["c", 521],
      ],
    );
    for (const [id, place] of [
      ["a", 0],
      ["b", 116],
      ["c", 232],
    ] as const) {
      const times = readsOf(events, id).slice(1);
      assert.ok(times.length >= 98);
      for (const time of times) assert.equal((time - noon) % second, place, `${id} at ${time - noon}`);
    }
  });

  it("keep meters of different intervals out of each other's way", () => {
    const events = played(
      [meter("a", second, 50), meter("b", 5 * second, 50), meter("c", 60 * second, 50)],
      600 * second,
    );
    const late = events.filter(({ begun, dueAt }) => begun > dueAt && begun > noon + second);
    assert.deepEqual(late, []);
    assert.equal(readsOf(events, "c").length, 10);
  });

  it("take the meters in rounds where the bus cannot do what is asked: nobody waits for two rounds", () => {
    const meters = Array.from({ length: 20 }, (_, n) => meter(`m${n}`, second, 100));
    const events = played(meters, 60 * second);
    assert.equal(events.length, 600, "the bus is never idle");
    for (const { id } of meters) {
      const waits = intervals(readsOf(events, id));
      assert.ok(Math.max(...waits) <= 2 * second, `${id} ${Math.max(...waits)}`);
    }
    const missed = events.reduce((sum, event) => sum + event.missed, 0);
    assert.ok(missed >= 560 && missed <= 620, `${missed} left out`);
  });

  it("leave out what passed while something took long, and count it", () => {
    const schedule = new BusSchedule<string>();
    schedule.add("a", { intervalMs: 10_000, costMs: 10, probeMs: 50, timeoutMs: 100 }, noon);
    schedule.next(noon);
    assert.equal(schedule.finished("a", "read", "read", noon + 5), 0);
    assert.deepEqual(schedule.next(noon + 10_000), { kind: "read", key: "a", dueAt: noon + 10_000 });
    assert.equal(schedule.finished("a", "read", "read", noon + 47_000), 3);
    assert.deepEqual(schedule.next(noon + 47_000), { kind: "wait", ms: 3_000 });
  });

  it("come once, though a timer fires a moment early", () => {
    const schedule = new BusSchedule<string>();
    schedule.add("a", { intervalMs: 10_000, costMs: 10, probeMs: 50, timeoutMs: 100 }, noon);
    schedule.next(noon);
    schedule.finished("a", "read", "read", noon);
    schedule.next(noon + 10_000);
    assert.equal(schedule.finished("a", "read", "read", noon + 9_999.5), 0);
    assert.deepEqual(schedule.next(noon + 10_000), { kind: "wait", ms: 10_000 });
  });

  for (const [way, hours] of [
    ["back", -1],
    ["forward", 1],
  ] as const) {
    it(`go on when the clock is set ${way} an hour`, () => {
      const schedule = new BusSchedule<string>();
      schedule.add("a", { intervalMs: second, costMs: 10, probeMs: 50, timeoutMs: 100 }, noon);
      schedule.next(noon);
      schedule.finished("a", "read", "read", noon + 10);
      const set = noon + hours * 3_600_000 + 1_500;
      const turn = schedule.next(set);
      const at = turn.kind === "wait" ? set + turn.ms : set;
      assert.ok(at - set <= second, `${at - set} ms`);
    });
  }
});

describe("meters that do not answer", () => {
  const healthy = (count: number, costMs: number) =>
    Array.from({ length: count }, (_, n) => meter(`m${n}`, second, costMs));
  const dead = (count: number) =>
    Array.from({ length: count }, (_, n) => meter(`dead${n}`, second, 60, { takesMs: undefined }));

  for (const [name, costMs] of [
    ["9600 baud", 90],
    ["a network", 4],
  ] as const) {
    it(`a fifth of ten on ${name}: the interval of the others stays within 5 %`, () => {
      const events = played([...dead(1), ...healthy(8, costMs), ...dead(1)], 600 * second);
      const settled = events.filter(({ begun }) => begun > noon + 10 * second);
      for (let n = 0; n < 8; n++) {
        const waits = intervals(readsOf(settled, `m${n}`));
        assert.ok(waits.length > 580);
        for (const wait of waits) assert.ok(Math.abs(wait - second) <= 50, `m${n} ${wait} ms`);
      }
    });
  }

  it("are looked for ever more rarely, down to once a minute", () => {
    const [probed] = dead(1);
    const events = played([probed as Meter], 600 * second).filter(({ kind }) => kind === "probe");
    const pauses = events.slice(1).map(({ begun }, n) => Math.round((begun - (events[n]?.ended ?? 0)) / second));
    assert.deepEqual(pauses.slice(0, 8), [2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it("are not left for a whole long interval", () => {
    const events = played([meter("slow", 900 * second, 60, { takesMs: undefined })], 100 * second);
    assert.deepEqual(
      events.map(({ begun }) => Math.round((begun - noon) / second)),
      [0, 6, 17, 38, 79],
    );
  });

  it("are looked for in the gaps, with the patience that there is; on a full bus briefly, and only now and then", () => {
    const inGaps = played([...healthy(5, 100), ...dead(1)], 120 * second).filter(({ kind }) => kind === "probe");
    assert.ok(inGaps.length >= 5);
    for (const { begun, ended } of inGaps) assert.ok(ended - begun >= 200, `${ended - begun} ms`);
    const crowded = played([...healthy(12, 100), ...dead(1)], 300 * second).filter(({ kind }) => kind === "probe");
    assert.ok(crowded.length >= 4 && crowded.length <= 12, `${crowded.length} probes`);
    for (const { begun, ended } of crowded) assert.equal(ended - begun, 50);
  });

  it("behind a gateway that waits for them are looked for in gaps as long as that, else rarely, as it costs the others", () => {
    const schedule = new BusSchedule<string>();
    const timing = { intervalMs: second, costMs: 10, probeMs: 50, timeoutMs: second };
    schedule.add("m", timing, noon);
    schedule.add("dead", timing, noon);
    const turn = (now: number) => schedule.next(now);
    turn(noon);
    schedule.finished("m", "read", "read", noon + 10);
    turn(noon + 10);
    schedule.finished("dead", "read", "failed", noon + 20);
    // The next reading is due at 1000: a look with little time left, and the gateway is busy for half a second.
    const short = turn(noon + 1_020 - 120 + 1_000);
    assert.equal(short.kind, "read");
    schedule.finished("m", "read", "read", noon + 1_910);
    assert.deepEqual(turn(noon + 1_910), { kind: "probe", key: "dead", patienceMs: 90 });
    schedule.finished("dead", "probe", "failed", noon + 2_000);
    schedule.held(500, noon + 2_410);
    // What it took of the reading's time is made up for by then.
    const later = noon + 17_000;
    assert.equal(turn(later).kind, "read");
    schedule.finished("m", "read", "read", later + 600);
    assert.equal(turn(later + 600).kind, "wait", "400 ms are not enough");
    assert.equal(turn(later + 1_000).kind, "read");
    schedule.finished("m", "read", "read", later + 1_010);
    assert.deepEqual(turn(later + 1_010), { kind: "probe", key: "dead", patienceMs: 990 });
  });

  it("are read at once, and at their interval again, when they answer", () => {
    const schedule = new BusSchedule<string>();
    schedule.add("a", { intervalMs: second, costMs: 10, probeMs: 50, timeoutMs: 100 }, noon);
    schedule.next(noon);
    schedule.finished("a", "read", "failed", noon + 100);
    assert.deepEqual(schedule.next(noon + 1_100), { kind: "probe", key: "a", patienceMs: 100 });
    schedule.finished("a", "probe", "read", noon + 1_120);
    assert.deepEqual(schedule.next(noon + 1_120), { kind: "read", key: "a", dueAt: noon + 1_120 });
    schedule.finished("a", "read", "read", noon + 1_130);
    assert.deepEqual(schedule.next(noon + 1_130), { kind: "wait", ms: 870 });
  });

  it("cost nothing while only the bus is unreachable: they are tried at their interval, at least every five seconds", () => {
    for (const [intervalMs, after] of [
      [second, 900],
      [60 * second, 5_000],
    ] as const) {
      const schedule = new BusSchedule<string>();
      schedule.add("a", { intervalMs, costMs: 10, probeMs: 50, timeoutMs: 100 }, noon + 100);
      schedule.next(noon + 100);
      schedule.finished("a", "read", "unreachable", noon + 100);
      assert.deepEqual(schedule.next(noon + 100), { kind: "wait", ms: after });
    }
  });
});

describe("a bus that cannot be reached", () => {
  it("is left alone for doubling times up to five seconds, never in step with others", () => {
    const pauses = { firstMs: 250, longestMs: 5_000 };
    assert.deepEqual(
      [1, 2, 3, 7, 8, 50].map((failures) => backoffMs(pauses, failures, 1)),
      [250, 500, 1000, 5_000, 5_000, 5_000],
    );
    assert.equal(backoffMs(pauses, 8, 0), 2_500);
  });
});
