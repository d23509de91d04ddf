import assert from "node:assert/strict";
import type { MeterEvent, Reading } from "../../dist/lib/contract/messages.js";
import { arrivalsOf } from "../support/arrivals.ts";
import { CountingGateway } from "../support/counting-gateway.ts";
import { faults } from "../support/register-world.ts";
import { worldOf } from "../support/world-maker.ts";

const seeds = Array.from({ length: 20 }, (_, n) => n + 1);

/** A register with all faults, its readings late and repeated; counted on from states of another version at `share`. */
async function counted(seed: number, share?: number) {
  const world = worldOf(seed, faults);
  const messages = arrivalsOf(world, { late: 0.1, veryLate: 0.03, twice: 0.05 }) as (Reading | MeterEvent)[];
  const gateway = new CountingGateway({ ratedPowerKw: world.ratedPowerKw, rollover: world.turnKwh });
  const change = share === undefined ? -1 : Math.floor(messages.length * share);
  for (const [index, message] of messages.entries()) {
    await gateway.take(message);
    if (index % 10 === 9) await gateway.recount();
    if (index !== change) continue;
    await gateway.recount();
    const sent = gateway.store.records.length;
    await gateway.replaceVersion(1);
    await gateway.recount();
    const again = gateway.store.records.slice(sent).filter(({ payload }) => payload.kind === "interval");
    assert.deepEqual(again, [], `seed ${seed}: no interval is sent again`);
  }
  await gateway.recount();
  return gateway.intervals();
}

describe("a state that another version of the accumulator has left", () => {
  it("is made again from the journal: nothing that was sent gets another version", async function () {
    this.timeout(60_000);
    for (const seed of seeds) await counted(seed, 1 - 1 / 1000);
  });

  it("counts on as if nothing had happened", async function () {
    this.timeout(60_000);
    for (const seed of seeds) {
      const facts = (intervals: Awaited<ReturnType<typeof counted>>) =>
        intervals.map(({ from, amount, quality }) => [from, amount, quality]);
      assert.deepEqual(facts(await counted(seed, 0.6)), facts(await counted(seed)), `seed ${seed}`);
    }
  });
});
