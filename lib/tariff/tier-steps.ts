import { CompensatedSum } from "./compensated-sum";

/** Amounts nearer to a step than this share of it are at the step: binary fractions are not exact. */
const tolerance = 1e-12;

/** Counts use in the order of time and says to which tier it belongs. */
export class TierCount {
  readonly #used = new CompensatedSum();

  constructor(usedBefore: number) {
    this.#used.add(usedBefore);
  }

  /**
   * Cuts an amount in proportion where it crosses a step. `limits` are those of all tiers but the last; `share` is
   * the part of the amount that is in `tier`.
   */
  split(amount: number, limits: readonly number[], visit: (tier: number, share: number) => void): void {
    let left = amount;
    let tier = 0;
    for (const limit of limits) {
      const room = limit - this.#used.value;
      const slack = limit * tolerance;
      if (room > slack) {
        if (left <= room + slack) break;
        this.#used.add(room);
        left -= room;
        visit(tier, room / amount);
      }
      tier += 1;
    }
    this.#used.add(left);
    visit(tier, left === amount ? 1 : left / amount);
  }
}
