import { type Block, blockOf, splitBlock } from "./block-plan";
import type { ProfileRegister } from "./profile";

/** How one meter is read, with what was learnt of the requests it refuses. */
export interface ReadPlan {
  readonly blocks: readonly Block[];
  /** Values the meter refuses even alone. */
  readonly refused: readonly ProfileRegister[];
  /** When the refused ones are asked for again, ms UTC. */
  readonly retryAt: number;
}

const retryAfterMs = 3_600_000;

export function firstPlan(blocks: readonly Block[]): ReadPlan {
  return { blocks, refused: [], retryAt: 0 };
}

export interface Refinement {
  readonly plan: ReadPlan;
  /** The halves to ask for instead; none where a single value was refused. */
  readonly instead: readonly Block[];
}

/** The plan after the meter refused `block`: two halves in its place, or its only value set aside. */
export function refine(plan: ReadPlan, block: Block, now: number): Refinement {
  const instead = splitBlock(block) ?? [];
  const blocks = plan.blocks.toSpliced(plan.blocks.indexOf(block), 1, ...instead);
  if (instead.length > 0) return { plan: { ...plan, blocks }, instead };
  const refused = [...plan.refused, ...block.registers];
  return { plan: { blocks, refused, retryAt: now + retryAfterMs }, instead };
}

/** Asks for the refused values again, each alone, once their time has come: settings and firmware change. */
export function withRetries(plan: ReadPlan, now: number): ReadPlan {
  if (plan.refused.length === 0 || now < plan.retryAt) return plan;
  return firstPlan([...plan.blocks, ...plan.refused.map((register) => blockOf([register]))]);
}
