import assert from "node:assert/strict";
import { type Block, blockOf, costOf, planBlocks, splitBlock } from "../../dist/lib/acquire/block-plan.js";
import { type LineCost, lineCost } from "../../dist/lib/acquire/line-cost.js";
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

const priceOf = (group: readonly ProfileRegister[], { requestMs, registerMs }: LineCost): number => {
  const from = Math.min(...group.map(({ address }) => address));
  const to = Math.max(...group.map(({ address, type }) => address + registerWidth[type]));
  return requestMs + (to - from) * registerMs;
};

/** The least cost of groups that fit, by trying every partition. */
function cheapest(registers: readonly ProfileRegister[], allowed: Limits, cost: LineCost): number {
  let best = Number.POSITIVE_INFINITY;
  const place = (index: number, groups: ProfileRegister[][]): void => {
    const next = registers[index];
    if (!next) {
      best = Math.min(
        best,
        groups.reduce((sum, group) => sum + priceOf(group, cost), 0),
      );
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

const network: LineCost = { requestMs: 2, registerMs: 0 };

describe("the block plan", () => {
  it("is the cheapest: no partition of 500 random maps costs less, on any line", () => {
    const roll = dice(7);
    const types: RegisterType[] = ["uint16", "float32", "int64"];
    for (let n = 0; n < 500; n++) {
      const maxRegisters = 4 + roll(8);
      const [from, width] = [roll(30), roll(3)];
      const allowed = limits(maxRegisters, roll(2) ? [[from, from + width]] : []);
      const cost = { requestMs: 1 + roll(20), registerMs: roll(4) };
      const registers = Array.from({ length: 1 + roll(6) }, () => register(roll(30), types[roll(3)])).filter((one) =>
        fits([one], allowed),
      );
      const blocks = planBlocks(registers, allowed, cost);
      const expected = registers.length === 0 ? 0 : cheapest(registers, allowed, cost);
      assert.equal(costOf(blocks, cost), expected, JSON.stringify({ registers, allowed, cost }));
      assert.equal(blocks.flatMap(addresses).length, registers.length);
      for (const block of blocks) assert.ok(fits(block.registers, allowed));
    }
  });

  it("reaches across no cut", () => {
    const four = [register(0), register(1), register(2), register(3)];
    assert.deepEqual(shape(planBlocks(four, limits(125), network, new Set([1, 3]))), [
      [0, 1],
      [1, 2],
      [3, 1],
    ]);
  });

  it("never touches a forbidden range", () => {
    assert.deepEqual(shape(planBlocks([register(0), register(4), register(9)], limits(125, [[5, 6]]), network)), [
      [0, 5],
      [9, 1],
    ]);
  });

  it("refuses a register that stands in a forbidden range", () => {
    assert.throws(() => planBlocks([register(5, "float32")], limits(125, [[6, 6]]), network), {
      code: "PROFILE_INVALID",
    });
  });

  const shipped: readonly [id: string, requests: number][] = [
    ["wago-879-30xx", 3],
    ["eastron-sdm630", 4],
    ["carlo-gavazzi-em340", 1],
    ["schneider-iem3000", 4],
  ];
  for (const [id, requests] of shipped) {
    it(`reads the whole ${id} in ${requests}`, () => {
      const profile = profileFor(id, "m1");
      assert.equal(planBlocks(profile.registers, profile, network).length, requests);
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

describe("on a line at 9600 baud", () => {
  const line = { baud: 9600, parity: "none", stopBits: 1 } as const;
  const bus = { transport: "rtu", path: "/dev/ttyUSB0", line, timeoutMs: 1000, pauseMs: 0 } as const;
  const wago = profileFor("wago-879-30xx", "m1");
  const tenValues = [0x5008, 0x5012, 0x5014, 0x5016, 0x5018, 0x502a, 0x6000, 0x6006, 0x6008, 0x600a];
  const registers = wago.registers.filter(({ address }) => tenValues.includes(address));
  const plan = (turnaroundMs: number) => {
    const cost = lineCost({ ...bus, turnaroundMs });
    const blocks = planBlocks(registers, wago, cost);
    return { blocks, ms: Math.round(costOf(blocks, cost)) };
  };

  it("the ten values of a WAGO 879 cost 250 ms one by one, 142 ms in two blocks and 129 ms in the best plan, of three", () => {
    const cost = lineCost({ ...bus, turnaroundMs: 0 });
    assert.equal(registers.length, 10);
    assert.equal(
      Math.round(
        costOf(
          registers.map((one) => blockOf([one])),
          cost,
        ),
      ),
      250,
    );
    const inTwo = planBlocks(registers, wago, { requestMs: 1, registerMs: 0 });
    assert.deepEqual([inTwo.length, Math.round(costOf(inTwo, cost))], [2, 142]);
    assert.deepEqual(shape(plan(0).blocks), [
      [0x5008, 18],
      [0x502a, 2],
      [0x6000, 12],
    ]);
    assert.equal(plan(0).ms, 129);
  });

  it("with a meter that takes 100 ms to answer, two blocks are best", () => {
    assert.deepEqual([plan(100).blocks.length, plan(100).ms], [2, 342]);
  });

  it("the full map of 33 values and even all 64 with their tariffs are read within 0.35 s", () => {
    const cost = lineCost({ ...bus, turnaroundMs: 0 });
    const ms = (chosen: readonly ProfileRegister[]) => Math.round(costOf(planBlocks(chosen, wago, cost), cost));
    const measured = wago.registers.filter(({ quantity }) => quantity !== "serial_number");
    const full = measured.filter(({ address, quantity }) => address <= 0x600c && !/_t[12]$/.test(quantity));
    assert.equal(full.length, 33);
    assert.equal(measured.length, 64);
    assert.equal(ms(measured), 308);
    assert.equal(ms(full), 188);
  });

  it("parity or a second stop bit make every character eleven bits, above 19200 baud the silence stays 1.75 ms", () => {
    const ms = (settings: object) => lineCost({ ...bus, turnaroundMs: 0, line: { ...line, ...settings } }).requestMs;
    assert.equal(ms({}).toFixed(2), ((20 * 10) / 9.6).toFixed(2));
    assert.equal(ms({ parity: "even" }).toFixed(2), ((20 * 11) / 9.6).toFixed(2));
    assert.equal(ms({ stopBits: 2 }).toFixed(2), ((20 * 11) / 9.6).toFixed(2));
    assert.equal(ms({ baud: 38_400 }).toFixed(3), ((13 * 10) / 38.4 + 3.5).toFixed(3));
  });
});
