import assert from "node:assert/strict";
import { EdgeFilter } from "../../dist/lib/metering/pulses/edge-filter.js";

type Step = readonly [level: "on" | "off", at: number];

function run(debounceMs: number, steps: readonly Step[], settleAt?: number) {
  const filter = new EdgeFilter(debounceMs);
  const pulses = steps.map(([level, at]) => filter.take({ active: level === "on", at }));
  if (settleAt !== undefined) pulses.push(filter.settle(settleAt));
  return { pulses: pulses.filter((at) => at !== undefined), missed: filter.takeMissed() };
}

interface Case {
  readonly debounceMs: number;
  readonly steps: readonly Step[];
  readonly settleAt?: number;
  readonly pulses: readonly number[];
  readonly missed?: number;
}

const cases: Readonly<Record<string, Case>> = {
  "a contact that stays closed long enough is a pulse, at the time it closed": {
    debounceMs: 10,
    steps: [
      ["on", 100],
      ["off", 130],
    ],
    pulses: [100],
  },
  "a spike is none": {
    debounceMs: 10,
    steps: [
      ["on", 100],
      ["off", 101],
      ["on", 500],
      ["off", 502],
    ],
    pulses: [],
  },
  "a closing that bounces is one": {
    debounceMs: 10,
    steps: [
      ["on", 100],
      ["off", 101],
      ["on", 102],
      ["off", 103],
      ["on", 104],
      ["off", 140],
    ],
    pulses: [104],
  },
  "an opening that bounces is no second": {
    debounceMs: 10,
    steps: [
      ["on", 100],
      ["off", 130],
      ["on", 131],
      ["off", 132],
      ["on", 200],
      ["off", 230],
    ],
    pulses: [100, 200],
  },
  "a drop-out in a pulse does not split it": {
    debounceMs: 10,
    steps: [
      ["on", 100],
      ["off", 150],
      ["on", 152],
      ["off", 190],
    ],
    pulses: [100],
  },
  "a contact that is still closed counts after the debounce time": {
    debounceMs: 10,
    steps: [["on", 100]],
    settleAt: 110,
    pulses: [100],
  },
  "… and not before": { debounceMs: 10, steps: [["on", 100]], settleAt: 109, pulses: [] },
  "… and once": {
    debounceMs: 10,
    steps: [
      ["on", 100],
      ["off", 130],
    ],
    settleAt: 200,
    pulses: [100],
  },
  "without debouncing every closing is a pulse": {
    debounceMs: 0,
    steps: [
      ["on", 1],
      ["off", 1.05],
      ["on", 1.1],
      ["off", 1.15],
    ],
    pulses: [1, 1.1],
  },
  "an opening that was missed is told, and its pulses count": {
    debounceMs: 0,
    steps: [
      ["on", 1],
      ["on", 3],
      ["off", 4],
    ],
    pulses: [1, 3],
    missed: 1,
  },
  "a closing that was missed is told, and not guessed": {
    debounceMs: 0,
    steps: [
      ["on", 1],
      ["off", 2],
      ["off", 4],
    ],
    pulses: [1],
    missed: 1,
  },
  "the same edge twice within the debounce time is bounce": {
    debounceMs: 10,
    steps: [
      ["on", 1],
      ["on", 2],
      ["off", 30],
    ],
    pulses: [2],
    missed: 0,
  },
  "the same edge twice beyond it was missed": {
    debounceMs: 10,
    steps: [
      ["on", 1],
      ["on", 50],
      ["off", 90],
    ],
    pulses: [1],
    missed: 1,
  },
};

describe("the edges of a pulse contact", () => {
  for (const [name, { debounceMs, steps, settleAt, pulses, missed = 0 }] of Object.entries(cases)) {
    it(name, () => assert.deepEqual(run(debounceMs, steps, settleAt), { pulses, missed }));
  }

  it("what was missed is told once", () => {
    const filter = new EdgeFilter(0);
    filter.take({ active: true, at: 1 });
    filter.take({ active: true, at: 2 });
    assert.equal(filter.takeMissed(), 1);
    assert.equal(filter.takeMissed(), 0);
  });
});
