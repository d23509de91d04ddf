import assert from "node:assert/strict";
import { type CounterTrack, trackCounter } from "../../dist/lib/metering/pulses/counter-track.js";

/** The pulses that each count adds. */
function follow(counts: readonly number[], bits?: number): number[] {
  let track: CounterTrack | undefined;
  return counts.map((count, index) => {
    const counted = trackCounter(track, index + 1, count, bits);
    track = counted.track;
    return counted.pulses;
  });
}

describe("the counter of another device", () => {
  const cases: readonly [string, readonly number[], number | undefined, readonly number[]][] = [
    ["the first count only tells where it stands", [70_000], undefined, [0]],
    ["the differences count", [70_000, 70_003, 70_003, 70_010], undefined, [0, 3, 0, 7]],
    ["16 bits wrap", [65_530, 4, 10], 16, [0, 10, 6]],
    ["32 bits wrap", [2 ** 32 - 1, 0, 1], 32, [0, 1, 1]],
    ["a single read of nothing changes nothing", [500, 0, 503], undefined, [0, 0, 3]],
    ["a restart is believed when it stays, from what was read then", [500, 2, 5, 9], undefined, [0, 0, 3, 4]],
    ["a fall far from the end of the counter is no wrap", [30_000, 2, 5], 16, [0, 0, 3]],
  ];
  for (const [name, counts, bits, pulses] of cases) it(name, () => assert.deepEqual(follow(counts, bits), pulses));

  it("counts that are told late change nothing", () => {
    const { track } = trackCounter(undefined, 10, 500);
    assert.deepEqual(trackCounter(track, 9, 490), { track, pulses: 0 });
    assert.deepEqual(trackCounter({ at: 10, value: 65_535 }, 9, 3, 16).pulses, 0);
  });
});
