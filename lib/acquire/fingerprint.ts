import { type EnergyError, toEnergyError } from "../contract/error";
import { type Block, planBlocks } from "./block-plan";
import { decoderOf } from "./decode";
import type { ReadRegisters } from "./meter-session";
import { likelihoodOf, tellingQuantities } from "./plausibility";
import { type FunctionCode, type Identification, type Profile, registerWidth } from "./profile";
import { findModel } from "./sunspec";

/** How well a profile fits the device that answers. */
export interface Fit {
  /** 0: not this model; 1: this model beyond doubt. */
  readonly score: number;
  /** The device said what it is, rather than that its numbers look right. */
  readonly certain: boolean;
  /** What speaks for and against it, in short technical phrases. */
  readonly evidence: readonly string[];
}

/** A bus is shared: one guess must not cost more. */
const mostRequests = 4;
/** Its values fit, but a register that should name the model is refused: an older device, or another one. */
const unnamedShare = 0.5;

/**
 * Whether the device behind `ask` is one of this profile: by the registers that name its model, else by
 * the plausibility of its values. At most four requests; a refused one is an answer, silence is rethrown.
 */
export async function fitOf(profile: Profile, ask: ReadRegisters): Promise<Fit> {
  const device = new Guess(profile, ask);
  if (profile.sunspec) return device.hasModel(profile.sunspec.model);
  const naming = await device.naming();
  if (naming === "other") return { score: 0, certain: false, evidence: device.evidence };
  if (naming === "named") return { score: 1, certain: true, evidence: device.evidence };
  const plausible = await device.plausible();
  const score = naming === "refused" ? plausible * unnamedShare : plausible;
  return { score, certain: false, evidence: device.evidence };
}

type Naming = "named" | "other" | "refused" | "unknown";

/** One profile held against one device, with the requests it has left. */
class Guess {
  readonly evidence: string[] = [];
  readonly #profile: Profile;
  readonly #ask: ReadRegisters;
  #left = mostRequests;

  constructor(profile: Profile, ask: ReadRegisters) {
    this.#profile = profile;
    this.#ask = ask;
  }

  async hasModel(model: number): Promise<Fit> {
    const { at, models } = await findModel(model, (address, count) => this.#read(address, count));
    if (at !== undefined) this.evidence.push(`SunSpec model ${model} at ${at}`);
    else this.evidence.push(models.length > 0 ? `SunSpec models ${models.join(", ")}` : "no SunSpec map");
    return { score: at === undefined ? 0 : 1, certain: at !== undefined, evidence: this.evidence };
  }

  async naming(): Promise<Naming> {
    let naming: Naming = "unknown";
    for (const check of this.#profile.identify) {
      const count = check.type === "text" ? check.length : registerWidth[check.type];
      const data = await this.#read(check.address, count, check.functionCode);
      if (!data) return "refused";
      const { found, fits } = this.#compare(check, data);
      this.evidence.push(`register ${check.address} holds ${found}${fits ? "" : ", of another model"}`);
      if (!fits) return "other";
      naming = "named";
    }
    return naming;
  }

  #compare(check: Identification, data: DataView): { found: string | number; fits: boolean } {
    if (check.type === "text") {
      const text = textOf(data);
      const small = text.toLowerCase();
      return { found: `"${text}"`, fits: check.startsWith.some((start) => small.startsWith(start.toLowerCase())) };
    }
    const plain = { type: check.type, numerator: 1, denominator: 1, notAvailable: [] };
    const value = decoderOf(plain, this.#profile.wordOrder)(data, 0);
    if (value === undefined) return { found: "nothing", fits: false };
    const { values, min = value, max = value } = check;
    return { found: value, fits: values ? values.includes(value) : value >= min && value <= max };
  }

  /** Share of the telling values that are what a meter on a mains supply shows; 0 where one is refused or impossible. */
  async plausible(): Promise<number> {
    const profile = this.#profile;
    const values = new Map<string, number>();
    const asked: string[] = [];
    for (const block of tellingBlocks(profile).slice(0, Math.max(1, this.#left))) {
      const data = await this.#read(block.address, block.count);
      if (!data) return 0;
      asked.push(...block.registers.map(({ quantity }) => quantity));
      for (const register of block.registers) {
        const at = 2 * (register.address - block.address);
        const value = decoderOf(register, profile.wordOrder)(data, at);
        if (value !== undefined) values.set(register.quantity, value);
      }
    }
    const { likelihood, oddities } = likelihoodOf(values, asked);
    this.evidence.push(...(oddities.length > 0 ? oddities : [`${values.size} values are plausible`]));
    return likelihood;
  }

  /** Undefined where the device refuses, or where the requests are used up. */
  async #read(address: number, count: number, otherFunction?: FunctionCode): Promise<DataView | undefined> {
    if (this.#left === 0) return undefined;
    this.#left--;
    const { id, unitId, functionCode } = this.#profile;
    try {
      return await this.#ask({ meter: id, unitId, functionCode: otherFunction ?? functionCode, address, count });
    } catch (thrown) {
      const error: EnergyError = toEnergyError(thrown);
      if (error.code !== "METER_EXCEPTION") throw error;
      this.evidence.push(`refuses ${count} registers from ${address} (exception ${error.params.exception ?? "?"})`);
      return undefined;
    }
  }
}

/** What counts on an unknown line is the number of requests. */
const fewest = { requestMs: 1, registerMs: 0 } as const;

/** The requests that show most of the values by which a meter is recognised, those first. */
function tellingBlocks(profile: Profile): Block[] {
  const telling = profile.registers.filter(({ quantity }) => tellingQuantities.has(quantity));
  const registers = telling.length > 0 ? telling : profile.registers.slice(0, 1);
  return planBlocks(registers, profile, fewest).sort((a, b) => b.registers.length - a.registers.length);
}

function textOf(data: DataView): string {
  const bytes = Array.from({ length: data.byteLength }, (_, at) => data.getUint8(at));
  return bytes
    .filter((byte) => byte >= 0x20 && byte < 0x7f)
    .map((byte) => String.fromCharCode(byte))
    .join("")
    .trim();
}
