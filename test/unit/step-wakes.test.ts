import assert from "node:assert/strict";
import type { Condition, Message, Query } from "../../dist/lib/contract/messages.js";
import { Replay } from "../../dist/lib/step/replay.js";
import type { StepModule } from "../../dist/lib/step/step.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import type { Store } from "../../dist/lib/store/store.js";
import { MemoryStore } from "../support/memory-store.ts";

const minute = 60_000;
const start = Date.UTC(2026, 0, 5, 9, 0);

interface Silence {
  /** When it was last heard; undefined before it was watched. */
  readonly heard?: number;
  readonly told: boolean;
}

/** Tells once when nothing has come of a meter for ten minutes. */
const silence: StepModule<{ meters: readonly string[] }, Silence> = {
  name: "silence",
  stateVersion: 1,
  parseConfig: (raw) => raw as { meters: readonly string[] },
  keyOf: (message: Message) => ("meter" in message ? `${message.site}/${message.meter}` : undefined),
  initialState: () => ({ told: false }),
  keys: ({ meters }) => meters.map((meter) => `works/${meter}`),
  wakeAt: (_config, { heard, told }) => (told || heard === undefined ? undefined : heard + 10 * minute),
  wake: (_config, state, now) => ({
    state: { ...state, told: true },
    outputs: [{ port: 0, payload: condition(now, state.heard as number) }],
    status: { code: "counting" },
  }),
  resume: (_config, state, now) => ({ ...state, heard: now }),
  step: (_config, _state, { message }) => ({
    state: { heard: "at" in message ? message.at : start, told: false },
    outputs: [],
    status: { code: "counting" },
  }),
  *answer(_config, { site, from, to }: Query) {
    const past = yield { ask: "intervals", from, to, meter: "m2" };
    return {
      outputs: [{ port: 0, payload: { ...condition(to, from), site, value: past.length } }],
      status: { code: "counting" },
    };
  },
};

const condition = (at: number, since: number): Condition => ({
  kind: "condition",
  site: "works",
  meter: "m1",
  rule: "silent",
  active: true,
  severity: "warning",
  at,
  since,
  evidence: {},
});

const readingAt = (minutes: number, meter = "m1") =>
  ({
    kind: "reading",
    site: "works",
    meter,
    at: start + minutes * minute,
    values: { active_power: 1 },
    quality: "good",
  }) as const;

const told = ({ outputs }: { outputs: readonly { payload: Message }[] }) =>
  outputs
    .map(({ payload }) => payload as Condition)
    .map(({ at, since }) => [(at - start) / minute, (since - start) / minute]);

describe("a state that wants to be stepped although nothing comes", () => {
  const config = { meters: ["m1"] };
  const newRunner = (store?: MemoryStore) => new StepRunner(silence, config, "s", store as unknown as Store);

  it("is woken at its own time, once, in the order of time", async () => {
    const runner = newRunner();
    await runner.input({ type: "message", message: readingAt(0) }, start);
    await runner.input({ type: "message", message: readingAt(3, "m2") }, start);
    assert.equal(runner.nextWake, start + 10 * minute);
    const heard: number[][] = [];
    const forward = (outcome: Parameters<typeof told>[0]) => void heard.push(...told(outcome));
    await runner.wake(start + 9 * minute, forward);
    assert.deepEqual(heard, []);
    await runner.wake(start + 60 * minute, forward);
    await runner.wake(start + 61 * minute, forward);
    assert.deepEqual(heard, [
      [10, 0],
      [13, 3],
    ]);
    assert.equal(runner.nextWake, undefined);
  });

  it("is woken before the input that comes later than it wanted", async () => {
    const runner = newRunner();
    await runner.input({ type: "message", message: readingAt(0) }, start);
    const outcome = await runner.input({ type: "message", message: readingAt(20) }, start + 20 * minute);
    assert.ok(outcome);
    assert.deepEqual(told(outcome), [[10, 0]]);
  });

  it("does not take the time in which the gateway was down for silence", async () => {
    const store = new MemoryStore();
    await store.commit({ records: [readingAt(0)] });
    const runner = newRunner(store);
    const heard: number[][] = [];
    const forward = (outcome: Parameters<typeof told>[0]) => void heard.push(...told(outcome));
    await runner.restore(["reading"], () => start + 600 * minute, forward);
    await runner.wake(start + 600 * minute, forward);
    assert.deepEqual(heard, []);
    await runner.wake(start + 610 * minute, forward);
    assert.deepEqual(heard, [[610, 600]]);
  });

  it("that fails to wake is tried again later, and not for ever at once", async () => {
    const failing = {
      ...silence,
      wake: () => {
        throw new Error("broken");
      },
    };
    const runner = new StepRunner(failing, config, "s");
    await runner.input({ type: "message", message: readingAt(0) }, start);
    const errors: string[] = [];
    await runner.wake(start + 10 * minute, (outcome) => errors.push(...outcome.errors.map(({ code }) => code)));
    assert.deepEqual(errors, ["INTERNAL"]);
    assert.equal(runner.nextWake, start + 11 * minute);
  });

  it("that never comes to rest is an error, not an endless loop", async () => {
    const restless = {
      ...silence,
      wake: (_: unknown, state: Silence) => ({ state, outputs: [], status: { code: "counting" } }),
    };
    const runner = new StepRunner(restless, config, "s");
    await runner.input({ type: "message", message: readingAt(0) }, start);
    await assert.rejects(runner.input({ type: "message", message: readingAt(20) }, start + 20 * minute), {
      code: "INTERNAL",
    });
  });

  it("is woken by a replay's clock, between its messages", () => {
    const replay = new Replay(silence, config);
    const lines = [readingAt(0), readingAt(5, "m2"), readingAt(12), readingAt(30, "m3")].flatMap((payload) => [
      ...replay.line(JSON.stringify({ topic: "", payload })),
    ]);
    assert.deepEqual(
      lines.map(({ at }) => (at - start) / minute),
      [10, 15, 22],
    );
  });

  it("answers a question about the past from the journal, and from a replay's messages", async () => {
    const interval = {
      kind: "interval",
      site: "works",
      meter: "m2",
      quantity: "active_energy_import",
      from: start,
      to: start + 5 * minute,
      amount: 1,
      quality: "measured",
      reasons: [],
      version: 1,
    } as const;
    const query = { kind: "query", site: "works", meter: "m1", from: start, to: start + 5 * minute } as const;
    const store = new MemoryStore();
    await store.commit({ records: [interval] });
    const answer = await newRunner(store).answer(query, start);
    assert.equal((answer?.outputs[0]?.payload as Condition | undefined)?.value, 1);

    const replay = new Replay(silence, config);
    const lines = [interval, query].flatMap((payload) => [...replay.line(JSON.stringify({ topic: "", payload }))]);
    assert.equal((lines.at(-1) as { payload: Condition }).payload.value, 1);
    assert.equal(lines.length, 1);
  });
});
