import assert from "node:assert/strict";
import { PulseLimit } from "../../dist/lib/metering/pulses/pulse-limit.js";

const second = 1000;
const minute = 60 * second;

type Came = readonly [pulses: number, at: number];

/** How many of the last are counted. */
function counted(maxPerMinute: number | undefined, told: boolean, ...came: readonly Came[]): number | undefined {
  const limit = new PulseLimit(maxPerMinute, told);
  return came.map(([pulses, at]) => limit.take(pulses, at)).at(-1);
}

const times = (n: number, at: (n: number) => number): Came[] => Array.from({ length: n }, (_, k) => [1, at(k)]);

describe("the most pulses that can be real", () => {
  const cases: readonly [string, number | undefined, readonly Came[], number][] = [
    [
      "all, without a limit",
      undefined,
      [
        [1, 0],
        [1000, 1],
      ],
      1000,
    ],
    ["all, of the first", 60, [[7, 5]], 7],
    [
      "one a second passes at 60 a minute",
      60,
      [
        [1, 0],
        [1, second],
      ],
      1,
    ],
    [
      "one after half a second does not",
      60,
      [
        [1, 0],
        [1, second],
        [1, 1.5 * second],
      ],
      0,
    ],
    [
      "one that was refused does not make the next wait",
      60,
      [
        [1, 0],
        [1, second],
        [1, 1500],
        [1, 2 * second],
      ],
      1,
    ],
    [
      "no more than fit into ten minutes",
      60,
      [
        [1, 0],
        [700, 10 * minute],
      ],
      600,
    ],
    [
      "a stream at the limit is not lost by rounding",
      600_000,
      [
        [1, 0.2],
        [1, 0.1 + 0.2],
      ],
      1,
    ],
    [
      "late ones are not judged",
      60,
      [
        [1, second],
        [3, 500],
      ],
      3,
    ],
  ];
  for (const [name, limit, came, expected] of cases) {
    it(`at a line: ${name}`, () => assert.equal(counted(limit, false, ...came), expected));
  }
  it("at a line: a burst after a standstill is noise but for one", () => {
    const limit = new PulseLimit(60, false);
    const all = [[1, 0] as Came, ...times(20, (n) => 20 * minute + n)].map(([pulses, at]) => limit.take(pulses, at));
    assert.equal(
      all.reduce((sum, each) => sum + each),
      2,
    );
  });

  const sumOf = (...came: readonly Came[]) => {
    const limit = new PulseLimit(60, true);
    return came.reduce((sum, [pulses, at]) => sum + limit.take(pulses, at), 0);
  };
  it("told: a backlog of one moment fits into the time since the last before it", () => {
    assert.equal(sumOf([1, -minute], [1, 0], ...times(20, () => 20 * minute)), 22);
  });
  it("told: a backlog may take some seconds to come", () => {
    assert.equal(sumOf([1, -minute], [1, 0], ...times(1000, (n) => 20 * minute + 5 * n)), 1002);
  });
  it("told: no more of a backlog than fit", () => {
    assert.equal(sumOf([1, -minute], [1, 0], ...times(20, () => 10 * second)), 12);
  });
  it("told: what a backlog left over is no room for noise that comes later", () => {
    const backlog = times(20, () => 20 * minute);
    assert.equal(sumOf([1, -minute], [1, 0], ...backlog, [1, 21 * minute], [300, 23 * minute]), 22 + 1 + 120);
  });
  it("told: the first may have waited for nobody knows how long", () => {
    assert.equal(sumOf(...times(20, () => 0)), 20);
  });
});
