import assert from "node:assert/strict";
import type { Interval, Message, MeterEvent, Reading } from "../../dist/lib/contract/messages.js";
import { accumulator } from "../../dist/lib/metering/accumulator.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import { arrivalsOf } from "../support/arrivals.ts";
import { chanceOf } from "../support/chance.ts";
import { CountingGateway } from "../support/counting-gateway.ts";
import { faults, type World } from "../support/register-world.ts";
import { worldOf } from "../support/world-maker.ts";

const start = Date.UTC(2026, 0, 5, 9, 0);
const minutes = (n: number) => start + n * 60_000;

const readingAt = (minute: number, kwh: number): Reading => ({
  kind: "reading",
  site: "s",
  meter: "m",
  at: minutes(minute),
  values: { active_energy_import: kwh },
  quality: "good",
});

describe("counting the past again from the journal", () => {
  it("a reading hours late changes the intervals around it and no others, with the next version and the reason", async () => {
    const gateway = new CountingGateway({});
    for (let minute = 0; minute <= 300; minute += 5) {
      if (minute <= 60 || minute >= 120) await gateway.take(readingAt(minute, minute / 10));
    }
    assert.equal(gateway.intervals().length, 20);
    await gateway.take(readingAt(90, 11.4));
    await gateway.recount();
    const changed = gateway.intervals().filter(({ version }) => version > 1);
    assert.deepEqual(
      changed.map(({ from, amount, quality, reasons }) => [(from - start) / 60_000, amount, quality, reasons]),
      [
        [60, 2.7, "estimated", ["gap", "late-reading"]],
        [75, 2.7, "estimated", ["gap", "late-reading"]],
        [90, 0.3, "estimated", ["gap", "late-reading"]],
        [105, 0.3, "estimated", ["gap", "late-reading"]],
      ],
    );
    const [correction] = gateway.corrections();
    assert.deepEqual(
      [correction?.quantity, correction?.cause, correction?.intervals, correction?.before, correction?.after],
      ["active_energy_import", "late-reading", 4, 6, 6],
    );
  });

  it("a backfilled outage becomes measured", async () => {
    const gateway = new CountingGateway({});
    for (let minute = 0; minute <= 300; minute += 5) {
      if (minute <= 60 || minute >= 120) await gateway.take(readingAt(minute, minute / 10));
    }
    assert.equal(gateway.intervals().filter(({ quality }) => quality === "estimated").length, 4);
    for (let minute = 65; minute < 120; minute += 5) await gateway.take(readingAt(minute, minute / 10));
    await gateway.recount();
    assert.deepEqual([...new Set(gateway.intervals().map(({ quality }) => quality))], ["measured"]);
    assert.equal(gateway.corrections().length, 1, "many late readings, one count");
  });

  it("a swap entered hours later replaces what was taken for a reset", async () => {
    const gateway = new CountingGateway({});
    for (let minute = 0; minute <= 300; minute += 5) {
      await gateway.take(readingAt(minute, minute < 100 ? 5000 + minute / 10 : 20 + (minute - 100) / 10));
    }
    const before = gateway.intervals().filter(({ reasons }) => reasons.includes("register-reset"));
    assert.equal(before.length, 1);
    await gateway.take({
      kind: "event",
      site: "s",
      meter: "m",
      at: minutes(97),
      event: "swap",
      final: 5009.7,
      first: 19.7,
    });
    await gateway.recount();
    const [quarter] = gateway.intervals().filter(({ from }) => from === minutes(90));
    assert.deepEqual([quarter?.amount, quarter?.quality, quarter?.version], [1.5, "measured", 2]);
    assert.equal(gateway.intervals().filter(({ version }) => version > 1).length, 1);
  });

  it("a change of the transformers entered weeks later splits at its date, and everything since follows", async () => {
    const gateway = new CountingGateway({});
    for (let minute = 0; minute <= 300; minute += 5) await gateway.take(readingAt(minute, 1000 + minute / 10));
    await gateway.take({ kind: "event", site: "s", meter: "m", at: minutes(105), event: "ratio", factor: 2 });
    await gateway.recount();
    await gateway.take(readingAt(305, 1030.5));
    await gateway.take(readingAt(315, 1031.5));
    assert.deepEqual(
      gateway.intervals().map(({ amount }) => amount),
      [...Array(7).fill(1.5), ...Array(14).fill(3)],
    );
    assert.deepEqual([...new Set(gateway.intervals().map(({ quality }) => quality))], ["measured"]);
  });

  it("a register that stood for hours and catches up is spread over its standstill, beyond the window too", async () => {
    const gateway = new CountingGateway({});
    for (let minute = 0; minute <= 300; minute += 5) {
      await gateway.take(readingAt(minute, minute <= 15 || minute >= 240 ? minute : 15));
    }
    const total = () => gateway.intervals().reduce((sum, { amount }) => sum + Math.round(amount * 1e6), 0);
    assert.equal(total(), 300e6, "exact before the past is counted again");
    await gateway.recount();
    assert.equal(total(), 300e6);
    assert.deepEqual(
      gateway.intervals().map(({ amount, quality }) => [amount, quality]),
      [[15, "measured"], ...Array(15).fill([15, "estimated"]), ...Array(4).fill([15, "measured"])],
    );
  });

  it("a late glitch that looks like a standstill is refuted by readings that the window has dropped", async () => {
    const gateway = new CountingGateway({});
    const shown = (minute: number) => 10 + Math.max(0, minute - 32);
    for (let minute = 0; minute <= 50; minute++) await gateway.take(readingAt(minute, shown(minute)));
    await gateway.take(readingAt(40.5, 10));
    await gateway.recount();
    for (let minute = 51; minute <= 80; minute++) await gateway.take(readingAt(minute, shown(minute)));
    assert.deepEqual(
      gateway.intervals().map(({ amount, quality }) => [amount, quality]),
      [0, 0, 13, 15, 15].map((amount) => [amount, "measured"]),
    );
  });

  it("a late reading after a standstill leaves it a standstill, although the window has dropped most of it", async () => {
    const intervals = async (order: readonly number[]) => {
      const gateway = new CountingGateway({ ratedPowerKw: 400 });
      for (const m of order) await gateway.take(readingAt(m, m < 22 ? m * 8 : m < 36 ? 176 : 200 + (m - 36) * 5));
      return gateway.intervals().map(({ amount, quality }) => [amount, quality]);
    };
    const inOrder = Array.from({ length: 40 }, (_, n) => 2 * n);
    const late = [...inOrder.filter((m) => m <= 42 && m !== 36), 36, ...inOrder.filter((m) => m > 42)];
    assert.deepEqual(await intervals(late), await intervals(inOrder));
    assert.equal((await intervals(inOrder))[1]?.[1], "estimated");
  });

  it("a reading corrected days later counts as corrected", async () => {
    const gateway = new CountingGateway({});
    for (let minute = 0; minute <= 300; minute += 5) {
      if (minute === 0 || minute > 20) await gateway.take(readingAt(minute, minute / 10));
      else if (minute === 15) await gateway.take(readingAt(15, 1));
    }
    await gateway.take({ ...readingAt(15, 1.5), version: 1 });
    await gateway.recount();
    const changed = gateway.intervals().filter(({ version }) => version > 1);
    assert.deepEqual(
      changed.map(({ amount }) => amount),
      [1.5, 1.5],
    );
    await gateway.take({ ...readingAt(15, 1), version: 0 });
    await gateway.recount();
    assert.equal(
      gateway.intervals().filter(({ version }) => version > 2).length,
      0,
      "the older version changes nothing",
    );
  });

  it("asks for the past again after it was killed before it could count", async () => {
    const gateway = new CountingGateway({});
    for (let minute = 0; minute <= 300; minute += 5)
      if (minute !== 75) await gateway.take(readingAt(minute, minute / 10));
    await gateway.take(readingAt(75, 7.2));
    await gateway.kill();
    await gateway.recount();
    assert.deepEqual(
      gateway
        .intervals()
        .filter(({ version }) => version > 1)
        .map(({ amount }) => amount),
      [1.2, 1.8],
    );
  });

  it("says what it cannot count where there is no journal", async () => {
    const config = accumulator.parseConfig({ timeZone: "UTC", steps: ["15m"] });
    const runner = new StepRunner(accumulator, config, "n");
    for (let minute = 0; minute <= 300; minute += 5) {
      await runner.input({ type: "message", message: readingAt(minute, minute / 10) }, minutes(minute));
    }
    await runner.input({ type: "message", message: readingAt(7, 0.6) }, minutes(301));
    const codes: string[] = [];
    await runner.recount(({ errors }) => codes.push(...errors.map(({ code }) => code)));
    assert.deepEqual(codes, ["READING_LATE"]);
    assert.equal(runner.wantsPast, false);
  });

  it("ends with the same intervals, killed between any two steps or never", async function () {
    this.timeout(60_000);
    for (let seed = 1; seed <= 40; seed++) {
      const world = worldOf(seed, faults);
      const messages = arrivalsOf(world, { late: 0.1, veryLate: 0.03, twice: 0.05 });
      const calm = await countedBy(world, messages, 0);
      const killed = await countedBy(world, messages, 0.1);
      const facts = ({ from, to, amount, quality }: Interval) => [from, to, amount, quality];
      assert.deepEqual(killed.map(facts), calm.map(facts), `seed ${seed}`);
    }
  });
});

async function countedBy(world: World, messages: readonly Message[], kills: number): Promise<Interval[]> {
  const gateway = new CountingGateway({ ratedPowerKw: world.ratedPowerKw, rollover: world.turnKwh });
  const chance = chanceOf(world.seed);
  for (const message of messages) {
    await gateway.take(message as Reading | MeterEvent);
    const dice = chance();
    if (dice < 0.1) await gateway.recount();
    else if (dice < 0.15) await gateway.checkpoint();
    if (chance() < kills) await gateway.kill();
  }
  await gateway.recount();
  return gateway.intervals();
}
