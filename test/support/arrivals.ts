import type { Message } from "../../dist/lib/contract/messages.js";
import { chanceOf } from "./chance.ts";
import type { World } from "./register-world.ts";

export interface Arrivals {
  /** Share of readings that come up to 40 minutes late. */
  readonly late?: number;
  /** Share that comes hours late, beyond the window. */
  readonly veryLate?: number;
  /** Share that comes twice. */
  readonly twice?: number;
}

const minute = 60_000;

/** The messages of a world in the order in which they arrive. */
export function arrivalsOf(world: World, { late = 0, veryLate = 0, twice = 0 }: Arrivals): Message[] {
  const chance = chanceOf(world.seed ^ 0x5bd1e995);
  const all: { message: Message; arrives: number }[] = [];
  world.told.forEach(({ reading, measured }, index) => {
    const dice = chance();
    // The first and the last few come in time: an end that is still open would be no mistake.
    const settled = index > 0 && index < world.told.length - 5;
    const delay = !settled
      ? 0
      : dice < veryLate
        ? (100 + chance() * 120) * minute
        : dice < veryLate + late
          ? chance() * 40 * minute
          : 0;
    all.push({ message: reading, arrives: measured + delay });
    if (chance() < twice) all.push({ message: reading, arrives: measured + delay + chance() * 30 * minute });
  });
  for (const event of world.events) all.push({ message: event, arrives: event.at + (chance() * 8 - 2) * 60 * minute });
  const end = world.told.at(-1)?.measured ?? 0;
  return all.sort((a, b) => Math.min(a.arrives, end) - Math.min(b.arrives, end)).map(({ message }) => message);
}
