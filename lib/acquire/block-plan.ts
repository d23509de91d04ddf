import { EnergyError } from "../contract/error";
import type { LineCost } from "./line-cost";
import { type ProfileRegister, spanOf } from "./profile";

/** One request: `count` registers from `address`, and the values among them that are wanted. */
export interface Block {
  readonly address: number;
  readonly count: number;
  /** By address. */
  readonly registers: readonly ProfileRegister[];
}

export interface BlockLimits {
  readonly id: string;
  /** Most registers in one request. */
  readonly maxRegisters: number;
  /** Address ranges, both ends included, that no request may touch. */
  readonly forbidden: readonly (readonly [from: number, to: number])[];
}

export const startOf = (register: ProfileRegister): number => spanOf(register).from;
export const endOf = (register: ProfileRegister): number => spanOf(register).to;

/**
 * The cheapest requests that read these registers, each value whole in one of them, by what a request and a
 * register cost on the line. Optimal, because the cheapest cover of values in a row consists of rows: found
 * from the first value on, each time with the best last block. No block reaches across one of the `cuts`.
 * Throws PROFILE_INVALID where a register itself stands in a forbidden range.
 */
export function planBlocks(
  registers: readonly ProfileRegister[],
  limits: BlockLimits,
  cost: LineCost,
  cuts: ReadonlySet<number> = new Set(),
): Block[] {
  const sorted = [...registers].sort(byAddress);
  /** Of the first n registers: the least cost, and where their last block begins. */
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }];
  for (let n = 1; n <= sorted.length; n++) {
    let cheapest = { cost: Number.POSITIVE_INFINITY, from: n - 1 };
    let end = 0;
    for (let from = n - 1; from >= 0; from--) {
      const first = sorted[from] as ProfileRegister;
      const start = startOf(first);
      end = Math.max(end, endOf(first));
      if (end > reachFrom(start, limits) || (from < n - 1 && isCut(start, end, cuts))) break;
      const total = (best[from]?.cost ?? 0) + cost.requestMs + (end - start) * cost.registerMs;
      if (total < cheapest.cost) cheapest = { cost: total, from };
    }
    const last = sorted[n - 1] as ProfileRegister;
    if (endOf(last) > reachFrom(startOf(last), limits)) throw unreadable(last, limits);
    best.push(cheapest);
  }
  const blocks: Block[] = [];
  for (let n = sorted.length; n > 0; n = best[n]?.from ?? 0) blocks.unshift(blockOf(sorted.slice(best[n]?.from, n)));
  return blocks;
}

function isCut(address: number, end: number, cuts: ReadonlySet<number>): boolean {
  for (const cut of cuts) if (address < cut && cut < end) return true;
  return false;
}

/** How long these requests take, ms. */
export function costOf(blocks: readonly Block[], { requestMs, registerMs }: LineCost): number {
  return blocks.reduce((sum, { count }) => sum + requestMs + count * registerMs, 0);
}

function unreadable({ quantity }: ProfileRegister, { id }: BlockLimits): EnergyError {
  const detail = "stands in a forbidden range or is wider than a request may be";
  return new EnergyError("PROFILE_INVALID", { profile: id, place: quantity, detail });
}

/** The address a request from `address` must not reach. */
function reachFrom(address: number, { maxRegisters, forbidden }: BlockLimits): number {
  let reach = address + maxRegisters;
  for (const [from, to] of forbidden) if (to >= address) reach = Math.min(reach, from);
  return reach;
}

/**
 * Two smaller blocks in place of one that the meter refuses: parted at the widest gap, because most
 * meters that refuse a block refuse unassigned registers in it; without a gap, in the middle. A
 * single value cannot be parted: undefined.
 */
export function splitBlock(block: Block): [Block, Block] | undefined {
  const { registers } = block;
  if (registers.length < 2) return undefined;
  let cut = Math.ceil(registers.length / 2);
  let widest = 0;
  let end = 0;
  registers.forEach((register, index) => {
    const gap = startOf(register) - end;
    if (index > 0 && gap > widest) {
      widest = gap;
      cut = index;
    }
    end = Math.max(end, endOf(register));
  });
  return [blockOf(registers.slice(0, cut)), blockOf(registers.slice(cut))];
}

/** The smallest request that holds these registers (at least one, by address). */
export function blockOf(registers: readonly ProfileRegister[]): Block {
  const address = Math.min(...registers.map(startOf));
  return { address, count: Math.max(...registers.map(endOf)) - address, registers };
}

function byAddress(a: ProfileRegister, b: ProfileRegister): number {
  return startOf(a) - startOf(b) || endOf(a) - endOf(b);
}
