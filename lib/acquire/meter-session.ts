import { EnergyError, toEnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import { type Block, costOf } from "./block-plan";
import { type Decoder, decoderOf } from "./decode";
import { lineCost } from "./line-cost";
import { isAnswer, isRefusal } from "./meter-answer";
import type { MeterPoint } from "./meter-point";
import { checkSetup } from "./meter-setup";
import type { Profile, ProfileRegister } from "./profile";
import { type ReadGroup, readGroups } from "./read-groups";
import { probeOf, ReadPlanner } from "./read-planner";

export interface RegisterRequest {
  /** For the texts of errors. */
  readonly meter: string;
  readonly unitId: number;
  readonly functionCode: 3 | 4;
  readonly address: number;
  readonly count: number;
  /** Silence that this meter needs before a request, ms, where it is more than its bus is given. */
  readonly pauseMs?: number;
}

/** Gives the `2 × count` bytes of the answer, or rejects with BUS_… or METER_… . */
export type ReadRegisters = (request: RegisterRequest) => Promise<DataView>;

export interface MeterReading {
  readonly reading: Reading;
  /** What restricts it: a refused register, a block that failed. */
  readonly warning?: EnergyError;
}

interface PacedGroup extends ReadGroup {
  /** The turn of its cadence that was last read; undefined: read it at once. */
  turn: number | undefined;
}

/** One reading while it is being taken. */
interface Take {
  readonly values: Record<string, number>;
  readonly failures: EnergyError[];
  /** When the first answer arrived. */
  at: number | undefined;
  /** The meter does not answer: more requests would only cost the bus time. */
  gone: boolean;
}

/** Reads one meter, each value at its cadence, and remembers which requests it refuses. */
export class MeterSession {
  readonly #point: MeterPoint;
  readonly #profile: Profile;
  readonly #decoders: ReadonlyMap<ProfileRegister, Decoder>;
  readonly #groups: readonly PacedGroup[];
  /** The registers of a set of groups, always as the same list. */
  readonly #lists = new Map<number, readonly ProfileRegister[]>();
  readonly #planner: ReadPlanner;
  readonly #atOnce: boolean;
  /** What a reading of everything takes on this bus, ms. */
  readonly costMs: number;
  /** How far the device's registers are from where the profile has them. */
  #shift = 0;
  #settingsChecked = false;

  /** Throws CONFIG_INVALID where a wanted quantity is not in the profile, and PROFILE_INVALID. */
  constructor(point: MeterPoint, profile: Profile) {
    this.#point = point;
    this.#profile = profile;
    this.#groups = readGroups(point, profile).map((group) => ({ ...group, turn: undefined }));
    const registers = this.#groups.flatMap((group) => group.registers);
    this.#decoders = new Map(registers.map((register) => [register, decoderOf(register, profile.wordOrder)]));
    this.#atOnce = point.bus.transport === "tcp" && point.bus.parallel > 1;
    const cost = lineCost(point.bus, profile.serial);
    this.#planner = new ReadPlanner(profile, cost);
    this.costMs = costOf(this.#planner.plan(this.#list(this.#groups), 0), cost);
  }

  /**
   * One reading: of everything, or of what is due at `dueAt`, ms UTC. `at` is when the first answer arrived;
   * the other values are milliseconds younger. Rejects where there is no value at all.
   */
  async read(ask: ReadRegisters, now: () => number, dueAt?: number): Promise<MeterReading> {
    try {
      if (!this.#settingsChecked) await this.#checkSetup(ask);
      const groups = dueAt === undefined ? this.#groups : this.#due(dueAt);
      const take = await this.#take(this.#planner.plan(this.#list(groups), now()), ask, now);
      const reading = this.#conclude(take);
      this.#settingsChecked = true;
      // What is missing of a turn is asked for again at the next poll.
      const whole = take.failures.length === 0 && dueAt !== undefined;
      if (whole) for (const group of groups) group.turn = turnOf(group, dueAt);
      return reading;
    } catch (thrown) {
      // Whatever was wrong, it may have been another meter: look at its settings and at all values again.
      this.#settingsChecked = false;
      for (const group of this.#groups) group.turn = undefined;
      throw thrown;
    }
  }

  /** Whether the meter is there, by one short request; rejects where it does not answer. */
  async probe(ask: ReadRegisters): Promise<void> {
    const { address, count } = probeOf(this.#list(this.#groups));
    try {
      await ask(this.#request(address, count));
    } catch (thrown) {
      if (!isAnswer(toEnergyError(thrown))) throw thrown;
    }
  }

  #due(dueAt: number): readonly PacedGroup[] {
    const due = this.#groups.filter((group) => group.turn !== turnOf(group, dueAt));
    return due.length > 0 ? due : this.#groups.slice(0, 1);
  }

  #list(groups: readonly PacedGroup[]): readonly ProfileRegister[] {
    const key = groups.reduce((bits, group) => bits | (1 << this.#groups.indexOf(group)), 0);
    const known = this.#lists.get(key) ?? groups.flatMap(({ registers }) => registers);
    this.#lists.set(key, known);
    return known;
  }

  async #take(blocks: readonly Block[], ask: ReadRegisters, now: () => number): Promise<Take> {
    const take: Take = { values: {}, failures: [], at: undefined, gone: false };
    let pending = [...blocks];
    if (this.#atOnce) {
      const instead = await Promise.all(blocks.map((block) => this.#fetch(block, take, ask, now)));
      pending = instead.flat();
    }
    for (let block = pending.shift(); block && !take.gone; block = pending.shift()) {
      pending.unshift(...(await this.#fetch(block, take, ask, now)));
    }
    return take;
  }

  /** Asks for one block; gives what to ask for instead where the meter refuses it. */
  async #fetch(block: Block, take: Take, ask: ReadRegisters, now: () => number): Promise<readonly Block[]> {
    try {
      const data = await this.#insisting(this.#request(block.address, block.count), ask);
      take.at ??= now();
      this.#planner.answered(block);
      this.#decode(block, data, take.values);
      return [];
    } catch (thrown) {
      const error = toEnergyError(thrown);
      if (isRefusal(error)) return this.#planner.refuse(block, now());
      take.failures.push(error);
      if (!isAnswer(error)) take.gone = true;
      return [];
    }
  }

  /** A damaged answer comes from a moment's disturbance: asking once more costs less than a missing value. */
  async #insisting(request: RegisterRequest, ask: ReadRegisters): Promise<DataView> {
    try {
      return await ask(request);
    } catch (thrown) {
      if (toEnergyError(thrown).code !== "METER_GARBLED") throw thrown;
      return ask(request);
    }
  }

  #conclude({ values, at, failures }: Take): MeterReading {
    const { site, meter } = this.#point;
    const [failure] = failures;
    if (at === undefined || Object.keys(values).length === 0) {
      const refused = this.#refusedWarning();
      if (failure) throw failure;
      if (at === undefined && refused) {
        this.#planner.forget();
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
    const { refused } = this.#planner;
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

  async #checkSetup(ask: ReadRegisters): Promise<void> {
    this.#shift = 0;
    const read = (address: number, count: number) => ask(this.#request(address, count));
    this.#shift = await checkSetup(this.#profile, this.#point.meter, read);
  }

  #decode(block: Block, data: DataView, values: Record<string, number>): void {
    for (const register of block.registers) {
      const value = this.#decoders.get(register)?.(data, 2 * (register.address - block.address));
      if (value !== undefined) values[register.quantity] = value;
    }
  }

  #request(address: number, count: number): RegisterRequest {
    const { meter, unitId } = this.#point;
    const { functionCode, serial } = this.#profile;
    const request = { meter, unitId, functionCode, address: address + this.#shift, count };
    return serial.pauseMs === undefined ? request : { ...request, pauseMs: serial.pauseMs };
  }
}

const turnOf = (group: PacedGroup, dueAt: number): number => Math.floor(dueAt / group.cadenceMs);
