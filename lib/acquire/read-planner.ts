import { type Block, type BlockLimits, blockOf, endOf, planBlocks, splitBlock, startOf } from "./block-plan";
import type { LineCost } from "./line-cost";
import type { ProfileRegister } from "./profile";

const retryAfterMs = 3_600_000;

/** Plans the requests for one meter, and learns which of them the meter refuses. */
export class ReadPlanner {
  readonly #limits: BlockLimits;
  readonly #cost: LineCost;
  readonly #cuts = new Set<number>();
  /** Values that the meter refuses even alone, and when they are asked for again, ms UTC. */
  readonly #refused = new Map<ProfileRegister, number>();
  readonly #plans = new Map<readonly ProfileRegister[], readonly Block[]>();
  #retryAt = Number.POSITIVE_INFINITY;

  constructor(limits: BlockLimits, cost: LineCost) {
    this.#limits = limits;
    this.#cost = cost;
  }

  /** The requests for these registers; the same list gives the same plan until something is learnt. Throws PROFILE_INVALID. */
  plan(registers: readonly ProfileRegister[], now: number): readonly Block[] {
    // Settings and firmware change: what was refused is asked for again after a while, each value alone.
    if (now >= this.#retryAt) this.#plans.clear();
    const known = this.#plans.get(registers);
    if (known) return known;
    const asked = registers.filter((register) => now >= (this.#refused.get(register) ?? 0));
    const blocks = planBlocks(asked, this.#limits, this.#cost, this.#cuts);
    this.#plans.set(registers, blocks);
    this.#retryAt = Math.min(...[...this.#refused.values()].filter((at) => at > now));
    return blocks;
  }

  /** Learns that the meter refused `block`: gives the two to ask for instead, none where it was a single value. */
  refuse(block: Block, now: number): readonly Block[] {
    this.#plans.clear();
    const halves = splitBlock(block);
    if (halves) {
      this.#cuts.add(halves[1].address);
      return halves;
    }
    for (const register of block.registers) {
      this.#refused.set(register, now + retryAfterMs);
      this.#cuts.add(startOf(register)).add(endOf(register));
    }
    return [];
  }

  /** Learns that the meter answered this request. */
  answered(block: Block): void {
    if (this.#refused.size > 0) for (const register of block.registers) this.#refused.delete(register);
  }

  /** Values that the meter refuses even alone. */
  get refused(): readonly ProfileRegister[] {
    return [...this.#refused.keys()];
  }

  /** Asks for everything again, as if nothing had been learnt. */
  forget(): void {
    this.#cuts.clear();
    this.#refused.clear();
    this.#plans.clear();
  }
}

/** The one request that tells most cheaply whether the meter is there. */
export function probeOf(registers: readonly ProfileRegister[]): Block {
  const [first] = registers;
  return blockOf(first ? [first] : []);
}
