import { EnergyError, toEnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import { type Block, planBlocks } from "./block-plan";
import { type Decoder, decoderOf } from "./decode";
import type { MeterPoint } from "./meter-point";
import { type ExpectedRegister, type Profile, type ProfileRegister, registerWidth } from "./profile";
import { firstPlan, type ReadPlan, refine, withRetries } from "./read-plan";

export interface RegisterRequest {
  /** For the texts of errors. */
  readonly meter: string;
  readonly unitId: number;
  readonly functionCode: 3 | 4;
  readonly address: number;
  readonly count: number;
}

/** Gives the `2 × count` bytes of the answer, or rejects with BUS_… or METER_… . */
export type ReadRegisters = (request: RegisterRequest) => Promise<DataView>;

export interface MeterReading {
  readonly reading: Reading;
  /** What restricts it: a refused register, a block that failed. */
  readonly warning?: EnergyError;
}

/** Reads one meter, and remembers which requests it refuses. */
export class MeterSession {
  readonly #point: MeterPoint;
  readonly #profile: Profile;
  readonly #whole: readonly Block[];
  readonly #decoders: ReadonlyMap<ProfileRegister, Decoder>;
  #plan: ReadPlan;
  #settingsChecked = false;

  /** Throws CONFIG_INVALID where a wanted quantity is not in the profile, and PROFILE_INVALID. */
  constructor(point: MeterPoint, profile: Profile) {
    this.#point = point;
    this.#profile = profile;
    const registers = wantedRegisters(point, profile);
    this.#decoders = new Map(registers.map((register) => [register, decoderOf(register, profile.wordOrder)]));
    this.#whole = planBlocks(registers, profile);
    this.#plan = firstPlan(this.#whole);
  }

  /**
   * One reading. `at` is when the first answer arrived; the caller keeps the bus for the whole of it,
   * so the other values are milliseconds younger. Rejects where there is no value at all.
   */
  async read(ask: ReadRegisters, now: () => number): Promise<MeterReading> {
    try {
      if (!this.#settingsChecked) await this.#checkSettings(ask);
      const result = await this.#readPlan(ask, now);
      this.#settingsChecked = true;
      return result;
    } catch (thrown) {
      // Whatever was wrong, it may have been another meter: look at its settings again.
      this.#settingsChecked = false;
      throw thrown;
    }
  }

  async #readPlan(ask: ReadRegisters, now: () => number): Promise<MeterReading> {
    this.#plan = withRetries(this.#plan, now());
    const values: Record<string, number> = {};
    const failures: EnergyError[] = [];
    let at: number | undefined;
    const pending = [...this.#plan.blocks];
    for (let block = pending.shift(); block; block = pending.shift()) {
      try {
        const data = await ask(this.#request(block.address, block.count));
        at ??= now();
        this.#decode(block, data, values);
      } catch (thrown) {
        const error = toEnergyError(thrown);
        if (isRefusal(error)) {
          const { plan, instead } = refine(this.#plan, block, now());
          this.#plan = plan;
          pending.unshift(...instead);
        } else {
          failures.push(error);
          if (!isAnswer(error)) break;
        }
      }
    }
    return this.#conclude(values, at, failures);
  }

  #conclude(values: Record<string, number>, at: number | undefined, failures: readonly EnergyError[]): MeterReading {
    const { site, meter } = this.#point;
    const [failure] = failures;
    if (at === undefined || Object.keys(values).length === 0) {
      const refused = this.#refusedWarning();
      if (failure) throw failure;
      if (at === undefined && refused) {
        this.#plan = firstPlan(this.#whole);
        throw refused;
      }
      throw new EnergyError("METER_NO_VALUES", { meter, profile: this.#profile.id });
    }
    const reading: Reading = {
      kind: "reading",
      site,
      meter,
      at,
      values,
      ...(failure ? { quality: "uncertain", reason: `incomplete: ${failure.code}` } : { quality: "good" }),
    };
    const warning = failure ?? this.#refusedWarning();
    return warning ? { reading, warning } : { reading };
  }

  #refusedWarning(): EnergyError | undefined {
    const { refused } = this.#plan;
    if (refused.length === 0) return undefined;
    const named = refused.slice(0, 5).map(({ quantity }) => quantity);
    const quantities = named.join(", ") + (refused.length > named.length ? ", …" : "");
    const { meter } = this.#point;
    return new EnergyError("REGISTER_REFUSED", {
      meter,
      count: refused.length,
      quantities,
      profile: this.#profile.id,
    });
  }

  async #checkSettings(ask: ReadRegisters): Promise<void> {
    for (const expected of this.#profile.expect) {
      const found = await this.#settingOf(expected, ask);
      if (found === undefined || found === expected.value) continue;
      throw new EnergyError("METER_MISCONFIGURED", {
        meter: this.#point.meter,
        profile: this.#profile.id,
        address: expected.address,
        found,
        detail: expected.else,
      });
    }
  }

  /** Undefined where the meter does not show this setting: it then cannot be checked. */
  async #settingOf({ address, type }: ExpectedRegister, ask: ReadRegisters): Promise<number | undefined> {
    try {
      const data = await ask(this.#request(address, registerWidth[type]));
      return decoderOf({ type, numerator: 1, denominator: 1, notAvailable: [] }, this.#profile.wordOrder)(data, 0);
    } catch (thrown) {
      const error = toEnergyError(thrown);
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }

  #decode(block: Block, data: DataView, values: Record<string, number>): void {
    for (const register of block.registers) {
      const value = this.#decoders.get(register)?.(data, 2 * (register.address - block.address));
      if (value !== undefined) values[register.quantity] = value;
    }
  }

  #request(address: number, count: number): RegisterRequest {
    const { meter, unitId } = this.#point;
    return { meter, unitId, functionCode: this.#profile.functionCode, address, count };
  }
}

function wantedRegisters(point: MeterPoint, profile: Profile): readonly ProfileRegister[] {
  if (!point.quantities) return profile.registers;
  return point.quantities.map((quantity) => {
    const register = profile.registers.find((candidate) => candidate.quantity === quantity);
    if (register) return register;
    const detail = `the profile "${profile.id}" has no quantity "${quantity}"`;
    throw new EnergyError("CONFIG_INVALID", { place: `${point.meter}/quantities`, detail });
  });
}

/** Illegal address or value: this request, not this meter. */
function isRefusal(error: EnergyError): boolean {
  return error.code === "METER_EXCEPTION" && (error.params.exception === 2 || error.params.exception === 3);
}

/** The meter is there: the next block may go well. */
function isAnswer(error: EnergyError): boolean {
  return error.code === "METER_EXCEPTION" || error.code === "METER_BUSY";
}
