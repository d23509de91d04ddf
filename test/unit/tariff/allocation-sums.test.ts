import assert from "node:assert/strict";
import { allocate } from "../../../dist/lib/tariff/allocate.js";
import type { AllocationKey, AllocationRequest, Consumer } from "../../../dist/lib/tariff/allocation-request.js";
import type { LoadInterval } from "../../../dist/lib/tariff/load.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";
import type { Tariff } from "../../../dist/lib/tariff/tariff.js";
import { chanceOf } from "../../support/chance.ts";
import { randomTariff, writtenTariff } from "../../support/random-tariff.ts";

const cases = Number(process.env.ALLOCATION_CASES ?? 10_000);
const seed = Number(process.env.ALLOCATION_SEED ?? 5);
const hour = 3_600_000;
/** The last hours of one month and the first of the next: two bills in one. */
const begin = Date.parse("2024-05-31T12:00:00Z");
const hours = 16;

type Chance = () => number;
const below = (chance: Chance, n: number): number => Math.floor(chance() * n);

const randomLoad = (chance: Chance, most: number): LoadInterval[] =>
  Array.from({ length: hours }, (_, index) => ({
    from: begin + index * hour,
    to: begin + (index + 1) * hour,
    amount: below(chance, most * 1000) / 1000,
    quality: chance() < 0.02 ? "missing" : "measured",
  }));

function randomConsumer(chance: Chance, centres: readonly { id: string }[], id: string): Consumer {
  let left = 100;
  const shares = centres.flatMap((centre) => {
    const percent = chance() < 0.5 ? below(chance, left * 100) / 100 : chance() < 0.3 ? left : 0;
    left = Number((left - percent).toFixed(2));
    return percent > 0 ? [{ costCentre: centre.id, percent }] : [];
  });
  return { id, load: { active_energy_import: randomLoad(chance, 40) }, shares };
}

function randomRequest(chance: Chance, tariff: Tariff): AllocationRequest {
  const count = 1 + below(chance, 7);
  const costCentres = Array.from({ length: count }, (_, index) => ({
    id: `c-${index}`,
    ...(index > 0 && chance() < 0.5 && { parent: `c-${below(chance, index)}` }),
    area: below(chance, 1000) / 3,
    headcount: below(chance, 4),
  }));
  const named: AllocationKey[] = ["energy", "area", "headcount", "hours", "equal", { shares: { "c-0": 33.3 } }];
  const key = () => named[below(chance, named.length)] as AllocationKey;
  const load = { active_energy_import: randomLoad(chance, 100), reactive_energy_import: randomLoad(chance, 100) };
  return {
    bill: {
      tariff,
      load,
      from: begin,
      to: begin + hours * hour,
      timeZone: "UTC",
      currency: "EUR",
    },
    site: "works",
    supply: "grid",
    version: 1,
    costCentres,
    consumers: Array.from({ length: below(chance, 4) }, (_, index) =>
      randomConsumer(chance, costCentres, `m-${index}`),
    ),
    keys: { demand: key(), fixed: key() },
    key: key(),
  };
}

const casesOfTariff = 20;
const tariffOf = (number: number): Tariff => parseTariff(writtenTariff(randomTariff(chanceOf(number))));
const cents = (amount: string): bigint => BigInt(amount.replace(".", ""));
const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, amount) => total + cents(amount), 0n);

describe(`postings of any bill over any shares (seed ${seed})`, () => {
  it(`add up to it to the cent, component by component, in ${cases} cases`, function () {
    this.timeout(600_000);
    let tariff = tariffOf(seed);
    for (let index = 0; index < cases; index += 1) {
      if (index % casesOfTariff === 0) tariff = tariffOf(seed + index);
      const { bill, postings, totals } = allocate(randomRequest(chanceOf(seed + index), tariff));
      const said = `seed ${seed + index}`;
      assert.equal(sum(postings.map(({ amount }) => amount)), cents(bill.amount), said);
      assert.equal(sum(totals.map(({ own }) => own)), cents(bill.amount), said);
      for (const id of new Set(bill.lines.map(({ component }) => component))) {
        const billed = sum(bill.lines.filter(({ component }) => component === id).map(({ amount }) => amount));
        const shared = sum(postings.filter(({ component }) => component === id).map(({ amount }) => amount));
        assert.equal(shared, billed, `${said} ${id}`);
      }
    }
  });
});
