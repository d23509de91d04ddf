import assert from "node:assert/strict";
import { type Block, planBlocks, splitBlock } from "../../dist/lib/acquire/block-plan.js";
import { type ProfileRegister, type RegisterType, registerWidth } from "../../dist/lib/acquire/profile.js";
import { profileFor } from "../../dist/lib/io/profiles.js";

const register = (address: number, type: RegisterType = "uint16"): ProfileRegister => ({
  quantity: `q${address}`,
  address,
  type,
  numerator: 1,
  denominator: 1,
  notAvailable: [],
});
const addresses = (block: Block): number[] => block.registers.map(({ address }) => address);
const shape = (blocks: readonly Block[]) => blocks.map(({ address, count }) => [address, count]);
const limits = (maxRegisters: number, forbidden: [number, number][] = []) => ({ id: "test", maxRegisters, forbidden });

type Limits = ReturnType<typeof limits>;

/** Repeatable pseudo-random numbers, 0 to below n. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** Whether these registers may be read in one request. */
function fits(group: readonly ProfileRegister[], { maxRegisters, forbidden }: Limits): boolean {
  const from = Math.min(...group.map(({ address }) => address));
  const to = Math.max(...group.map(({ address, type }) => address + registerWidth[type]));
  return to - from <= maxRegisters && forbidden.every(([a, b]) => b < from || a >= to);
}

/** The fewest groups that fit, by trying every partition. */
function fewest(registers: readonly ProfileRegister[], allowed: Limits): number {
  let best = Number.POSITIVE_INFINITY;
  const place = (index: number, groups: ProfileRegister[][]): void => {
    if (groups.length >= best) return;
    const next = registers[index];
    if (!next) {
      best = groups.length;
      return;
    }
    for (const group of [...groups, []]) {
      if (!fits([...group, next], allowed)) continue;
      const others = groups.filter((other) => other !== group);
      place(index + 1, [...others, [...group, next]]);
    }
  };
  place(0, []);
  return best;
}

describe("the block plan", () => {
  it("is the fewest requests: no partition of 500 random maps does with less", () => {
    const roll = dice(7);
    const types: RegisterType[] = ["uint16", "float32", "int64"];
    for (let n = 0; n < 500; n++) {
      const maxRegisters = 4 + roll(8);
      const [from, width] = [roll(30), roll(3)];
      const allowed = limits(maxRegisters, roll(2) ? [[from, from + width]] : []);
      const registers = Array.from({ length: 1 + roll(6) }, () => register(roll(30), types[roll(3)])).filter((one) =>
        fits([one], allowed),
      );
      const blocks = planBlocks(registers, allowed);
      assert.equal(
        blocks.length,
        registers.length === 0 ? 0 : fewest(registers, allowed),
        JSON.stringify({ registers, allowed }),
      );
      assert.equal(blocks.flatMap(addresses).length, registers.length);
      for (const block of blocks) assert.ok(fits(block.registers, allowed));
    }
  });

  it("never touches a forbidden range", () => {
    assert.deepEqual(shape(planBlocks([register(0), register(4), register(9)], limits(125, [[5, 6]]))), [
      [0, 5],
      [9, 1],
    ]);
  });

  it("refuses a register that stands in a forbidden range", () => {
    assert.throws(() => planBlocks([register(5, "float32")], limits(125, [[6, 6]])), { code: "PROFILE_INVALID" });
  });

  const shipped: readonly [id: string, requests: number][] = [
    ["wago-879-30xx", 2],
    ["eastron-sdm630", 4],
    ["carlo-gavazzi-em340", 1],
    ["schneider-iem3000", 3],
  ];
  for (const [id, requests] of shipped) {
    it(`reads the whole ${id} in ${requests}`, () => {
      const profile = profileFor(id, "m1");
      assert.equal(planBlocks(profile.registers, profile).length, requests);
    });
  }
});

describe("a block that the meter refuses", () => {
  const split = (...registers: ProfileRegister[]) =>
    splitBlock({ address: 0, count: 100, registers })?.map(({ address, count }) => [address, count]);

  it("is parted at its widest gap", () => {
    assert.deepEqual(split(register(0), register(3), register(20), register(22)), [
      [0, 4],
      [20, 3],
    ]);
  });

  it("is halved between two values where there is no gap", () => {
    assert.deepEqual(split(register(0, "float32"), register(2, "float32"), register(4, "float32")), [
      [0, 4],
      [4, 2],
    ]);
  });

  it("cannot be parted when it is one value", () => assert.equal(split(register(7, "int64")), undefined));
});
