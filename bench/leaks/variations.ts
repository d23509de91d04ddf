import { seeded } from "./seeded";
import { type Shown, type WaterSeries, waterIds, waterSeries } from "./water-series";

/** A household's year made into another that might be. */
export type Variation = (series: WaterSeries, seed: number) => WaterSeries;

const hourMs = 3_600_000;

/** The households of the list that follow this one, on its pipe too: busier, and seldom at rest. */
export const joinedWith =
  (others: number): Variation =>
  ({ id, shown }) => {
    const added = Array.from({ length: others }, (_, index) => {
      const next = waterIds[(waterIds.indexOf(id) + 1 + index) % waterIds.length] as string;
      return waterSeries(next).shown;
    });
    const marks = added.map(() => 0);
    return {
      id,
      shown: shown.map(([at, litres]): Shown => {
        const sum = added.reduce((total, other, index) => {
          let mark = marks[index] as number;
          while ((other[mark + 1]?.[0] ?? Number.POSITIVE_INFINITY) <= at) mark += 1;
          marks[index] = mark;
          return total + (other[mark] as Shown)[1];
        }, litres);
        return [at, sum];
      }),
    };
  };

export const scaledBy =
  (factor: number): Variation =>
  ({ id, shown }) => ({ id, shown: shown.map(([at, litres]) => [at, litres * factor]) });

/** Hours that never came. */
export const withGaps =
  (share: number): Variation =>
  ({ id, shown }, seed) => {
    const random = seeded(seed);
    return { id, shown: shown.filter(() => random() >= share) };
  };

/** Its days begin at another hour, so that the nights lie elsewhere. */
export const shifted: Variation = ({ id, shown }, seed) => {
  const byMs = Math.round(seeded(seed)() * 24 * hourMs);
  return { id, shown: shown.map(([at, litres]) => [at + byMs, litres]) };
};

/** Times as a clock shows them that knows nothing of zones: Spanish local time taken for UTC. */
export const localClock: Variation = ({ id, shown }) => {
  const offsetOf = (at: number) => (at >= Date.UTC(2016, 2, 27, 1) && at < Date.UTC(2016, 9, 30, 1) ? 2 : 1) * hourMs;
  return { id, shown: shown.map(([at, litres]) => [at + offsetOf(at), litres]) };
};

/** One of a hundred comes twice, one of a hundred after its successor, and the register begins anew at times. */
export const untidy: Variation = ({ id, shown }, seed) => {
  const random = seeded(seed);
  const untidied: Shown[] = [];
  let start = 0;
  for (const [at, litres] of shown) {
    const chance = random();
    if (chance < 0.0005) start = litres;
    untidied.push([at, litres - start]);
    if (chance > 0.99) untidied.push([at, litres - start]);
    else if (chance > 0.98 && untidied.length > 1) untidied.push(...untidied.splice(-2).reverse());
  }
  return { id, shown: untidied };
};

/** Only every so manieth reading. */
export const thinned =
  (every: number): Variation =>
  ({ id, shown }) => ({ id, shown: shown.filter((_one, index) => index % every === 0) });

/** Each hour's water drawn in up to four draws of some minutes, read every `minutes`; days enough to learn and to be watched. */
export const refined =
  (minutes: number, days: number): Variation =>
  ({ id, shown }, seed) => {
    const random = seeded(seed);
    const from = Math.floor(shown.length / 3);
    const until = (shown[from]?.[0] ?? 0) + days * 24 * hourMs;
    const fine: Shown[] = [];
    for (let index = from + 1; index < shown.length; index++) {
      const [before, next] = [shown[index - 1] as Shown, shown[index] as Shown];
      if (next[0] > until) break;
      fine.push(...drawn(before, next, minutes, random));
    }
    return { id, shown: fine };
  };

function drawn([from, before]: Shown, [to, after]: Shown, minutes: number, random: () => number): Shown[] {
  const steps = Math.max(1, Math.round((to - from) / (minutes * 60_000)));
  const parts = new Array<number>(steps).fill(0);
  const draws = 1 + Math.floor(random() * 4);
  for (let draw = 0; draw < draws; draw++) parts[Math.floor(random() * steps)] = random();
  const sum = parts.reduce((total, part) => total + part, 0) || 1;
  let litres = before;
  return parts.map((part, step): Shown => {
    litres += ((after - before) * part) / sum;
    return [from + ((step + 1) * (to - from)) / steps, litres];
  });
}
