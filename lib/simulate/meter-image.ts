import { type Profile, registerWidth } from "../acquire/profile";
import { encodeRegister } from "./encode";
import type { ValueOf } from "./meter-values";

/** Registers of a map closer than this belong together: what lies between them is reserved and reads as 0. */
const reservedGap = 125;

interface Field {
  readonly address: number;
  readonly width: number;
  words(values: ValueOf): readonly number[];
}

/** A stretch of addresses without a wide gap; `to` is exclusive. */
interface Block {
  readonly from: number;
  readonly to: number;
}

/** The registers of one meter model, filled at the moment they are asked. */
export class MeterImage {
  readonly profile: Profile;
  readonly #fields: readonly Field[];
  readonly #blocks: readonly Block[];

  constructor(profile: Profile) {
    this.profile = profile;
    const measured = profile.registers.map((register): Field => {
      const width = registerWidth[register.type];
      const [absent] = register.notAvailable;
      return {
        address: register.address,
        width,
        words(values) {
          const value = values(register.quantity);
          if (value !== undefined) return encodeRegister(register, profile.wordOrder, value);
          return absent ? wordsOf(absent) : new Array<number>(width).fill(0);
        },
      };
    });
    const fixed = profile.expect.map((setting): Field => {
      const words = encodeRegister({ ...setting, numerator: 1, denominator: 1 }, profile.wordOrder, setting.value);
      return { address: setting.address, width: words.length, words: () => words };
    });
    this.#fields = [...measured, ...fixed].sort((a, b) => a.address - b.address);
    this.#blocks = blocksOf(this.#fields);
  }

  /** Whether a meter of this model has all of these registers. */
  has(address: number, count: number): boolean {
    const end = address + count;
    const forbidden = this.profile.forbidden.some(([from, to]) => address <= to && from < end);
    return !forbidden && this.#blocks.some((block) => block.from <= address && end <= block.to);
  }

  /** The words of `count` registers from `address`, which `has` must have allowed. */
  read(address: number, count: number, values: ValueOf): Uint16Array {
    const words = new Uint16Array(count);
    for (const field of this.#fields) {
      if (field.address + field.width <= address || field.address >= address + count) continue;
      field.words(values).forEach((word, i) => {
        const place = field.address + i - address;
        if (place >= 0 && place < count) words[place] = word;
      });
    }
    return words;
  }
}

const wordsOf = (hex: string): number[] => (hex.match(/.{4}/g) ?? []).map((word) => Number.parseInt(word, 16));

function blocksOf(fields: readonly Field[]): Block[] {
  const blocks: Block[] = [];
  for (const { address, width } of fields) {
    const last = blocks.at(-1);
    const to = address + width;
    if (last && address - last.to < reservedGap)
      blocks[blocks.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else blocks.push({ from: address, to });
  }
  return blocks;
}
