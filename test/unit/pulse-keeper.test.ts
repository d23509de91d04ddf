import assert from "node:assert/strict";
import type { Node } from "node-red";
import { inlinePulsePoint } from "../../dist/lib/acquire/pulse-point.js";
import { PulseSession } from "../../dist/lib/acquire/pulse-session.js";
import { EnergyError } from "../../dist/lib/contract/error.js";
import type { NodeTools } from "../../dist/lib/red/node-tools.js";
import { PulseKeeper } from "../../dist/lib/red/pulse-keeper.js";
import { contextPulses, type PulseMemory, storedPulses } from "../../dist/lib/red/pulse-memory.js";
import type { Store } from "../../dist/lib/store/store.js";
import { MemoryStore } from "../support/memory-store.ts";
import { until } from "../support/until.ts";

function session(): PulseSession {
  const pulse = { driver: "message", medium: "gas", unitPerPulse: 0.01 };
  return new PulseSession(inlinePulsePoint({ site: "works", meter: "g1", intervalSeconds: 10, pulse }), 0);
}

/** The context of a flow, which outlives its nodes. */
function flowContext() {
  const values = new Map<string, unknown>();
  const flow = {
    get: (place: string, done: (error: null, value: unknown) => void) => done(null, structuredClone(values.get(place))),
    set: (place: string, value: unknown, done: () => void) => {
      values.set(place, structuredClone(value));
      done();
    },
  };
  return (id: string) => ({ id, context: () => ({ flow }) }) as unknown as Node;
}

function keeperOf(memory: PulseMemory, counted: PulseSession) {
  const raised = new Map<string, string>();
  const tools = {
    raise: (subject: string, error: EnergyError) => raised.set(subject, error.code),
    solved: (subject: string) => raised.delete(subject),
    status: () => undefined,
  } as unknown as NodeTools;
  return { raised, keeper: new PulseKeeper(tools, memory, new Map([["works/g1", counted]])) };
}

describe("the keeper of pulse totals", function () {
  this.timeout(20_000);

  const store = new MemoryStore();
  const node = flowContext();
  const memories: readonly [string, (id: string) => PulseMemory][] = [
    ["a journal", (id) => storedPulses(store as unknown as Store, id)],
    ["a flow's context", (id) => contextPulses(node(id))],
  ];
  for (const [name, memory] of memories) {
    it(`goes on in ${name} where the node before it stopped, and not where another did`, async () => {
      const first = session();
      const before = keeperOf(memory("n1"), first).keeper;
      await before.restore();
      first.pulses(7, 0);
      await before.stop(Promise.resolve());

      const second = session();
      const after = keeperOf(memory("n1"), second).keeper;
      await after.restore();
      assert.equal(second.kept?.total.pulses, 7);
      await after.stop(Promise.resolve());

      const other = session();
      const stranger = keeperOf(memory("n2"), other).keeper;
      await stranger.restore();
      assert.equal(other.kept?.total.pulses, 0);
      await stranger.stop(Promise.resolve());
    });
  }

  it("writes only what has changed", async () => {
    const memory = new MemoryStore();
    const counted = session();
    const { keeper } = keeperOf(storedPulses(memory as unknown as Store, "n1"), counted);
    await keeper.restore();
    await keeper.save();
    const { commits } = memory;
    await keeper.save();
    assert.equal(memory.commits, commits);
    counted.pulses(1, 0);
    await keeper.save();
    assert.equal(memory.commits, commits + 1);
    await keeper.stop(Promise.resolve());
  });

  it("writes again what could not be written, and says so meanwhile", async () => {
    const memory = new MemoryStore();
    const counted = session();
    const { keeper, raised } = keeperOf(storedPulses(memory as unknown as Store, "n1"), counted);
    await keeper.restore();
    counted.pulses(3, 0);
    memory.failNext = new EnergyError("STORE_FAILED", { detail: "disk full" });
    await until(() => raised.get("total") === "STORE_FAILED");
    await until(() => !raised.has("total"));
    const [entry] = await memory.states("n1");
    assert.deepEqual(entry?.state, counted.kept);
    await keeper.stop(Promise.resolve());
  });

  it("counts on while the stored total cannot be read, and adds it when it can", async () => {
    const memory = new MemoryStore();
    const before = session();
    before.resume(undefined);
    before.pulses(100, 0);
    await memory.commit({ states: [{ node: "n1", key: "works/g1", version: 1, seq: 0, state: before.kept }] });
    const stored = storedPulses(memory as unknown as Store, "n1");
    let locked = true;
    const load = async () => {
      if (locked) throw new EnergyError("STORE_LOCKED", { file: "journal.db" });
      return stored.load();
    };

    const counted = session();
    const { keeper, raised } = keeperOf({ ...stored, load }, counted);
    await keeper.restore();
    assert.equal(raised.get(""), "STORE_LOCKED");
    counted.pulses(5, 0);
    locked = false;
    await until(() => counted.kept?.total.pulses === 105);
    assert.equal(raised.size, 0);
    await keeper.stop(Promise.resolve());
  });
});
