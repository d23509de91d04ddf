import { type Identification, type Profile, type ProfileRegister, registerWidth, spanOf } from "../acquire/profile";
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
  /** What names the model under a function code that is not that of its values. */
  readonly #names: readonly (Identification & { readonly functionCode: number })[];

  constructor(profile: Profile) {
    this.profile = profile;
    // A sum is not a register: its parts are.
    const registers = profile.registers.filter(({ also }) => !also);
    const measured = registers.map((register) => measuredField(register, profile));
    const fixed = [...scaleFactors(registers), ...settings(profile), ...sunSpecChain(profile)];
    this.#fields = [...fixed, ...measured].sort((a, b) => a.address - b.address);
    this.#blocks = blocksOf(this.#fields);
    this.#names = profile.identify.flatMap((check) => {
      const { functionCode = profile.functionCode } = check;
      return functionCode === profile.functionCode ? [] : { ...check, functionCode };
    });
  }

  /** Whether the model can be asked by this function too, for what names it. */
  namesItselfBy(functionCode: number): boolean {
    return this.#names.some((name) => name.functionCode === functionCode);
  }

  /** The words that name the model, where exactly these are asked for. */
  naming(functionCode: number, address: number, count: number): readonly number[] | undefined {
    const check = this.#names.find((name) => name.functionCode === functionCode && name.address === address);
    const words = check && identityWords(check, this.profile.wordOrder);
    return words?.length === count ? words : undefined;
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

function measuredField(register: ProfileRegister, profile: Profile): Field {
  const width = registerWidth[register.type];
  const [absent] = register.notAvailable;
  return {
    address: register.address,
    width,
    words(values) {
      const value = values(register.quantity);
      if (value !== undefined) return encodeRegister(register, profile.wordOrder, value);
      return absent ? wordsOf(absent.padStart(4 * width, "0")) : new Array<number>(width).fill(0);
    },
  };
}

/** What never changes: `words` from `address` on. */
const constant = (address: number, words: readonly number[]): Field => ({
  address,
  width: words.length,
  words: () => words,
});

function scaleFactors(registers: readonly ProfileRegister[]): Field[] {
  const usual = new Map<number, number>();
  for (const { address, exponent } of registers) if (exponent) usual.set(address + exponent.offset, exponent.usual);
  return [...usual].map(([address, power]) => constant(address, [power & 0xffff]));
}

/** The registers by which a reader checks that the map applies and recognises the model. */
function settings({ expect, identify, functionCode, wordOrder }: Profile): Field[] {
  const plain = { numerator: 1, denominator: 1 };
  const checked = expect.map((setting) =>
    constant(setting.address, encodeRegister({ ...setting, ...plain }, wordOrder, setting.value)),
  );
  const named = identify
    .filter((check) => (check.functionCode ?? functionCode) === functionCode)
    .map((check) => constant(check.address, identityWords(check, wordOrder)));
  return [...checked, ...named];
}

function identityWords(check: Identification, wordOrder: Profile["wordOrder"]): number[] {
  if (check.type !== "text") {
    const value = check.values?.[0] ?? check.min ?? check.max ?? 0;
    return encodeRegister({ type: check.type, numerator: 1, denominator: 1 }, wordOrder, value);
  }
  const [text = ""] = check.startsWith;
  const letter = (at: number): number => text.charCodeAt(at) || 0;
  return Array.from({ length: check.length }, (_, word) => (letter(2 * word) << 8) | letter(2 * word + 1));
}

/** The marker and the common model that stand before a SunSpec model, its own head, and the end of the chain. */
function sunSpecChain({ sunspec, registers }: Profile): Field[] {
  if (!sunspec) return [];
  const base = 40_000;
  const headed = sunspec.at + 2;
  const end = Math.max(headed, ...registers.map((register) => spanOf(register).to));
  const common = [0x5375, 0x6e53, 1, sunspec.at - base - 4];
  return [constant(base, common), constant(sunspec.at, [sunspec.model, end - headed]), constant(end, [0xffff, 0])];
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
