import { EnergyError } from "../contract/error";
import { type ProfileRegister, registerWidth } from "./profile";

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

const endOf = (register: ProfileRegister): number => register.address + registerWidth[register.type];

/**
 * The fewest requests that read these registers, each value whole in one of them. Starting at the
 * lowest register and reaching as far as allowed is optimal, because every part of an allowed block
 * is allowed too. Throws PROFILE_INVALID where a register itself stands in a forbidden range.
 */
export function planBlocks(registers: readonly ProfileRegister[], limits: BlockLimits): Block[] {
  let left = [...registers].sort(byAddress);
  const blocks: Block[] = [];
  for (let first = left[0]; first; first = left[0]) {
    const reach = reachFrom(first.address, limits);
    if (endOf(first) > reach) {
      const detail = "stands in a forbidden range or is wider than a request may be";
      throw new EnergyError("PROFILE_INVALID", { profile: limits.id, place: first.quantity, detail });
    }
    blocks.push(blockOf(left.filter((register) => endOf(register) <= reach)));
    left = left.filter((register) => endOf(register) > reach);
  }
  return blocks;
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
    const gap = register.address - end;
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
  const address = Math.min(...registers.map((register) => register.address));
  return { address, count: Math.max(...registers.map(endOf)) - address, registers };
}

function byAddress(a: ProfileRegister, b: ProfileRegister): number {
  return a.address - b.address || endOf(a) - endOf(b);
}
