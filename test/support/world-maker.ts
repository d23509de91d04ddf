import type { MeterEvent } from "../../dist/lib/contract/messages.js";
import { chanceOf } from "./chance.ts";
import { aroundWrongTime, overlap, quarterAfter, widely } from "./open-stretches.ts";
import { type LastShown, RegisterModel } from "./register-model.ts";
import { type Fault, type Stretch, type Told, type World, worldStart } from "./register-world.ts";

const kWh = 1_000_000;
const hourMs = 3_600_000;
/** Readings between two faults, so that each can be told from the next. */
const spacing = 8;
/** What is believed beyond rated power, for overloads and clocks. */
const margin = 1.25;
const longGapMs = 600_000;
/** The last readings only confirm what was before. */
const confirming = 6;
const factors = [0.5, 2, 4] as const;

/** A load bounded by rated power, a register of limited digits, and faults of these kinds. */
export const worldOf = (seed: number, kinds: readonly Fault[]): World => new WorldMaker(seed, kinds).make();

class WorldMaker {
  readonly #seed: number;
  readonly #chance: () => number;
  readonly #kinds: readonly Fault[];
  readonly #ratedPowerKw: number;
  readonly #cadence: number;
  readonly #length: number;
  /** The most energy from one reading to the next. */
  readonly #perStep: number;
  readonly #register: RegisterModel;
  readonly #plan: ReadonlyMap<number, Fault>;
  /** Whether the meter also tells its power. */
  readonly #tellsPower: boolean;
  /** By how much its clock is wrong when it is. */
  readonly #ahead: number;
  readonly #told: Told[] = [];
  readonly #events: MeterEvent[] = [];
  readonly #course: { at: number; energy: number }[] = [];
  readonly #bounded: Stretch[] = [];
  readonly #doubtful: Stretch[] = [];
  readonly #deceptive: Stretch[] = [];
  /** Standstills that were caught up, and when a ratio changed between two times. */
  readonly #caughtUp: Stretch[] = [];
  readonly #vague: Stretch[] = [];
  /** The last digit, as far as the values have shown it. */
  #seenDigit = kWh;
  #energy = 0;
  #hidden = 0;
  #between = 0;
  #coarsest: number;
  #power: number;
  #silentUntil = 0;
  #stuckUntil = -1;
  /** What happened since the last right reading. */
  #resetAt: number | undefined;
  #wasStuck = false;
  #spread = 0;
  #last: LastShown;

  constructor(seed: number, kinds: readonly Fault[]) {
    this.#seed = seed;
    this.#kinds = kinds;
    this.#chance = chanceOf(seed);
    this.#ratedPowerKw = this.#among([5, 40, 250, 1600]);
    this.#cadence = this.#among([60_000, 60_000, 120_000, 300_000]);
    this.#length = 60 + Math.floor(this.#chance() * 140);
    this.#perStep = this.#most(this.#cadence);
    // How a step is divided at the date of a new ratio can only be checked where its digits are fine.
    const coarsest = kinds.some((kind) => kind.endsWith("ratio")) ? this.#perStep / 100 : kWh;
    const digit = this.#among([1, 1000, 10_000, 100_000, kWh].filter((size) => size <= coarsest));
    this.#register = this.#begunRegister(digit);
    this.#coarsest = digit;
    this.#plan = this.#planned();
    this.#power = this.#chance();
    this.#tellsPower = this.#chance() < 0.25;
    this.#ahead = this.#cadence * (spacing + Math.floor(this.#chance() * 20)) + 1234;
    this.#last = { at: worldStart, shown: this.#register.shown, since: worldStart, energy: 0, factor: 1 };
  }

  make(): World {
    for (let index = 0; index < this.#length; index++) this.#step(index, worldStart + index * this.#cadence);
    const { turn } = this.#register;
    const astray = this.#told.filter(({ reading, measured }) => reading.at !== measured);
    this.#doubtful.push(...astray.map(({ reading }) => aroundWrongTime(this.#told, reading, this.#cadence)));
    this.#deceptive.push(...this.#caughtUp.filter((stood) => this.#vague.some((span) => overlap(stood, span))));
    return {
      seed: this.#seed,
      ratedPowerKw: this.#ratedPowerKw,
      digit: this.#coarsest,
      turnKwh: turn / kWh,
      told: this.#told,
      events: this.#events,
      course: this.#course,
      energy: this.#energy,
      hidden: this.#hidden,
      between: this.#between,
      bounded: this.#bounded,
      doubtful: this.#doubtful,
      deceptive: this.#deceptive,
    };
  }

  readonly #among = <T>(values: readonly T[]): T => values[Math.floor(this.#chance() * values.length)] as T;
  readonly #most = (ms: number): number => (this.#ratedPowerKw * kWh * ms) / hourMs;

  #begunRegister(digit: number): RegisterModel {
    const wraps = this.#kinds.includes("wrap");
    const steps = wraps && this.#chance() < 0.5 ? 250 : 2500;
    const turn = 10 ** Math.ceil(Math.log10((this.#perStep * steps) / kWh)) * kWh;
    // Without wraps the register stays far from its end.
    let begin = this.#chance() * turn * (wraps ? 1 : 0.4);
    if (wraps && this.#chance() < 0.5) begin = turn - this.#perStep * this.#length * this.#chance() * 0.5;
    begin = Math.floor(begin / digit) * digit;
    return new RegisterModel(digit, turn, ((begin % turn) + turn) % turn);
  }

  #planned(): Map<number, Fault> {
    const plan = new Map<number, Fault>();
    const step = () => spacing + Math.floor(this.#chance() * 12);
    for (let index = spacing; index < this.#length - 2 * spacing; index += step()) {
      if (this.#kinds.length > 0 && this.#chance() < 0.7) plan.set(index, this.#among(this.#kinds));
    }
    return plan;
  }

  #step(index: number, at: number): void {
    if (this.#chance() < 0.1) this.#power = this.#chance() < 0.2 ? 0 : this.#chance();
    const isUsed = index > 0 && index < this.#length - confirming;
    if (!isUsed) this.#power = 0;
    const fault = this.#plan.get(index);
    if (index === this.#stuckUntil) {
      this.#register.release();
      this.#wasStuck = true;
    }
    this.#use(Math.round(this.#perStep * this.#power), fault, at, index < this.#stuckUntil);
    this.#course.push({ at, energy: this.#energy });
    const end = this.#length - spacing;
    if (fault === "gap") this.#silentUntil = this.#endOfGap(index + 2 + Math.floor(this.#chance() * 40), end);
    if (fault === "standstill" && index >= this.#silentUntil) {
      this.#register.stick();
      this.#stuckUntil = Math.min(index + 7, end);
    }
    if (index >= this.#silentUntil) this.#tell(fault, index, at);
  }

  /** Not just before another fault, which then would follow the fault that the gap hides. */
  #endOfGap(from: number, latest: number): number {
    let index = from;
    for (let ahead = index; ahead < index + 4; ahead++) if (this.#plan.has(ahead)) index = ahead + 1;
    return Math.min(index, latest);
  }

  /** Uses energy up to `at`; what the fault does to the meter happens meanwhile. */
  #use(used: number, fault: Fault | undefined, at: number, isStuck: boolean): void {
    const middle = at - this.#cadence / 2;
    const early = Math.round(used * (fault === "reset" ? this.#chance() : 0.5));
    const happens = fault === "swap" || (!isStuck && (fault === "reset" || fault?.endsWith("ratio")));
    if (!happens) {
      this.#consume(used);
      return;
    }
    this.#consume(early);
    this.#course.push({ at: fault === "reset" ? at - 1 : middle, energy: this.#energy });
    if (fault === "reset") this.#reset(at);
    else if (fault === "swap") this.#swap(middle);
    else this.#changeRatio(middle, fault === "vague-ratio");
    this.#consume(used - early);
  }

  #consume(energy: number): void {
    this.#energy += energy;
    this.#register.count(energy);
  }

  #reset(at: number): void {
    this.#register.set(0);
    this.#resetAt = at;
  }

  #swap(at: number): void {
    this.#register.release();
    const final = this.#register.shown;
    this.#believed(at);
    const { digit, turn } = this.#register;
    const room = this.#kinds.includes("wrap") ? 0.9 : 0.4;
    this.#register.set(Math.floor((this.#chance() * turn * room) / digit) * digit);
    const first = this.#register.shown;
    this.#last = { at, shown: first, since: at, energy: this.#energy, factor: this.#register.factor };
    this.#events.push({ ...fact, at, event: "swap", final: final / kWh, first: first / kWh });
  }

  #changeRatio(at: number, isVague: boolean): void {
    const before = this.#register.factor;
    const factor = this.#among(factors.filter((other) => other !== before));
    this.#register.factor = factor;
    this.#coarsest = Math.max(this.#coarsest, this.#register.digit * factor);
    const spread = Math.max(before, factor) / Math.min(before, factor) - 1;
    if (!isVague) {
      this.#spread = Math.max(this.#spread, spread);
      this.#events.push({ ...fact, at, event: "ratio", factor });
      return;
    }
    const steps = () => this.#cadence * (1 + Math.floor(this.#chance() * 3));
    const span = { from: at - steps(), to: at + steps() };
    this.#bounded.push(span);
    this.#vague.push(span);
    this.#between += spread * margin * this.#most(span.to - span.from + 2 * this.#cadence);
    this.#spread = Math.max(this.#spread, spread);
    this.#events.push({ ...fact, at: span.to, notBefore: span.from, event: "ratio", factor });
  }

  #tell(fault: Fault | undefined, index: number, at: number): void {
    const value = this.#register.shown;
    const { digit } = this.#register;
    const whole = (counts: number): number => Math.floor(counts / digit) * digit;
    const isAstray = index + this.#ahead / this.#cadence < this.#length - 2 * spacing;
    if (fault === "low-glitch") {
      this.#say(at, at, this.#chance() < 0.6 ? 0 : whole(value * this.#chance() * 0.5), true);
      // Soon after a wrap a low value may as well be the register's.
      const near = value * this.#register.factor < this.#most(spacing * this.#cadence);
      // What it shows again looks as if it had stood since.
      const since = this.#told.at(-1)?.reading.values.active_energy_import === this.#last.shown / kWh;
      const begun = since ? Math.min(this.#last.since, at - 4 * this.#cadence) : at - 4 * this.#cadence;
      if (near) this.#deceptive.push({ from: begun, to: at + 4 * this.#cadence });
    } else if (fault === "high-glitch") {
      const most = this.#perStep * this.#length * (3 + this.#chance() * 1000);
      this.#say(at, at, value + whole(most) + digit, true);
    } else if (fault === "clock" && isAstray) this.#say(at + this.#ahead, at, value, true);
    else {
      this.#say(at, at, value, false);
      this.#believed(at);
    }
  }

  #say(at: number, measured: number, counts: number, wrong: boolean): void {
    const power = this.#tellsPower && { active_power: this.#ratedPowerKw * this.#power };
    while (this.#seenDigit > 1 && Math.round(counts) % this.#seenDigit !== 0) this.#seenDigit /= 10;
    const values = { active_energy_import: Math.round(counts) / kWh, ...power };
    const { site, meter } = fact;
    const reading = { kind: "reading", site, meter, at, values, quality: "good" } as const;
    this.#told.push({ reading, measured, ...(wrong && { wrong: true }) });
  }

  /** A right reading: what can be known of the time since the one before it. */
  #believed(at: number): void {
    const { shown } = this.#register;
    const since = { from: this.#last.at, to: at };
    if (this.#resetAt !== undefined) this.#noteReset(since);
    else if (shown < this.#last.shown && at - this.#last.at > this.#cadence) {
      // After a low glitch or a gap a wrap can be a reset that came shortly before it.
      this.#doubtful.push({ from: this.#last.since, to: at });
    } else if (this.#wasStuck && shown !== this.#last.shown) this.#noteCatchUp(at);
    if (this.#spread > 0 && at - this.#last.at > this.#cadence) {
      this.#between += this.#spread * (this.#energy - this.#last.energy);
      (at - this.#last.at > longGapMs ? this.#bounded : this.#deceptive).push(since);
    }
    const same = shown === this.#last.shown && this.#resetAt === undefined;
    const { factor } = this.#register;
    this.#last = { at, shown, since: same ? this.#last.since : at, energy: this.#energy, factor };
    this.#resetAt = undefined;
    this.#spread = 0;
  }

  #noteReset(since: Stretch): void {
    const { shown, factor, turn } = this.#register;
    const fall = this.#last.shown - shown;
    const lost = this.#course.findLast(({ at }) => at < (this.#resetAt as number))?.energy ?? 0;
    this.#hidden += lost - this.#last.energy + this.#register.digit * factor;
    const digit = this.#seenDigit;
    const byWrap = (turn - fall) * factor;
    const isPossible = byWrap <= margin * this.#most(since.to + 3 * this.#cadence - since.from) + 2 * digit * factor;
    // A register that soon shows again what it had shown was low for a moment, as far as anybody can see.
    const isSeen = fall * factor > margin * this.#most(4 * this.#cadence) + 2 * digit * factor;
    if (isSeen && !isPossible) this.#bounded.push(since);
    else this.#deceptive.push(widely({ from: this.#last.since, to: since.to }, this.#cadence));
  }

  /** A register that shows at once what it counted while it stood. */
  #noteCatchUp(at: number): void {
    const { shown, turn } = this.#register;
    const digit = this.#seenDigit;
    // What was counted by the larger of two factors may have been counted by the smaller.
    const factor = Math.min(this.#register.factor, this.#last.factor);
    const rise = ((shown - this.#last.shown + turn) % turn) * factor;
    // Readings that came late may have left only some of those around it.
    const possible = margin * this.#most(at - this.#last.at);
    const isSeen = rise > possible + 2 * digit * factor + shown * factor * 2 ** -21;
    const stood = { from: this.#last.since, to: at };
    const isLong = at - stood.from > longGapMs;
    // What it counted later at once is possible for the time since the last reading: nobody can see the standstill.
    // Past its end it looks as if it had been reset.
    if (!isSeen || !isLong || shown < this.#last.shown) this.#deceptive.push(stood);
    else if (quarterAfter(stood.from) < at) this.#bounded.push(stood);
    // By the smaller of two factors it may be what is possible.
    this.#caughtUp.push(stood);
    this.#wasStuck = false;
  }
}

const fact = { kind: "event", site: "s", meter: "m" } as const;
