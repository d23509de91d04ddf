import { type Backoff, backoffMs } from "../schedule/backoff";
import type { QuietHours } from "../site/recipient";
import { Allowance } from "./allowance";
import { type Batch, batchOf, type Parcel, parcelId } from "./parcel";
import { quietUntil } from "./quiet-time";
import { type Waiting, WaitingParcels } from "./waiting-parcels";

export interface LaneRules {
  readonly timeZone: string;
  readonly quiet?: QuietHours | undefined;
  readonly mostPerHour: number;
  /** Whether several parcels may go out as one message: people want that, programs do not. */
  readonly merges: boolean;
  readonly pauses: Backoff;
}

/** More than this is read by nobody. */
const mostInOne = 200;
/** So many at once are told together: a storm is one piece of news. */
const crowd = 10;
/** So often refused a message may be the reason itself, and others get their turn between its tries. */
const doubtfulTries = 5;
/** Quiet hours that follow each other without a break: a weekend, or all of a week. */
const mostQuietSpans = 7;

/**
 * What waits for one address, and when it may go: not before it is due, not in quiet hours unless critical, not more
 * often than is allowed, not while the address fails. Pure: time comes from outside, ms UTC.
 */
export class Lane {
  readonly #rules: LaneRules;
  readonly #allowance: Allowance;
  readonly #waiting = new WaitingParcels();
  #underWay: Batch | undefined;
  /** The message that was tried last, where it has been refused often. */
  #doubtful: string | undefined;
  #failures = 0;
  #retryAt = 0;

  constructor(rules: LaneRules, now: number) {
    this.#rules = rules;
    this.#allowance = new Allowance(rules.mostPerHour, now);
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** False where it waits already. */
  add(parcel: Parcel): boolean {
    return this.#waiting.add(parcel, this.#expiryOf(parcel));
  }

  /** Its life begins when it may go first: else a quiet weekend would outlast it. */
  #expiryOf({ notification: { severity, due, expires } }: Parcel): number {
    let mayGo = due;
    for (let span = 0; span < mostQuietSpans && severity !== "critical"; span++) {
      const end = this.#quietUntil(mayGo);
      if (end === undefined) break;
      mayGo = end;
    }
    return expires + mayGo - due;
  }

  /** A message that was about to be sent when the program ended goes first, as it was. */
  resume(ids: readonly string[]): void {
    const [first, ...others] = ids.flatMap((id) => this.#waiting.get(id)?.parcel ?? []);
    if (first) this.#underWay = batchOf([first, ...others]);
  }

  /** The next message; it is under way until it is `settled`. Undefined where nothing may go now. */
  take(now: number): Batch | undefined {
    // A clock that was set back makes no pause longer.
    this.#retryAt = Math.min(this.#retryAt, now + this.#rules.pauses.longestMs);
    if (this.#underWay) return this.#retryAt <= now ? this.#underWay : undefined;
    const quiet = this.#quietUntil(now) !== undefined;
    if (quiet) this.#hold(this.#waiting.hushed(now));
    const first = this.#first(now, quiet);
    if (!first) return undefined;
    if (this.#blockedUntil(now) > now) {
      this.#hold(this.#waiting.ready(now, quiet));
      return undefined;
    }
    this.#allowance.use(now);
    this.#underWay = batchOf(this.#together(first, now, quiet));
    return this.#underWay;
  }

  /** Takes out what is not worth sending any more. */
  expire(now: number): Waiting[] {
    return this.#waiting.expire(now, new Set(this.#underWay?.parcels.map(parcelId)));
  }

  /** How often a parcel was tried. */
  attempts(parcel: Parcel): number {
    return this.#waiting.get(parcelId(parcel))?.attempts ?? 0;
  }

  /** Delivered, or refused for good: out of the lane. */
  settled({ parcels }: Batch): void {
    for (const parcel of parcels) this.#waiting.delete(parcel);
    this.#underWay = undefined;
    this.#failures = 0;
    this.#retryAt = 0;
  }

  /** It is tried again after a pause, as the same message unless all of it expires before. */
  failed({ parcels }: Batch, now: number, random: number): void {
    for (const parcel of parcels) {
      const waiting = this.#waiting.get(parcelId(parcel));
      if (waiting) this.#waiting.change(waiting, { attempts: waiting.attempts + 1, held: true });
    }
    this.#failures += 1;
    this.#retryAt = now + backoffMs(this.#rules.pauses, this.#failures, random);
    const expires = (parcel: Parcel): number => this.#waiting.get(parcelId(parcel))?.expires ?? 0;
    if (parcels.every((parcel) => expires(parcel) <= this.#retryAt)) this.#underWay = undefined;
    const [only, ...others] = parcels;
    if (!only || others.length > 0 || this.#rules.merges || this.attempts(only) < doubtfulTries) return;
    this.#doubtful = parcelId(only);
    this.#underWay = undefined;
  }

  #first(now: number, quiet: boolean): Waiting | undefined {
    const [first, second] = this.#waiting.ready(now, quiet);
    return first && second && parcelId(first.parcel) === this.#doubtful ? second : first;
  }

  /** When to look again after `take` gave nothing, ms UTC; undefined where nothing waits. */
  nextAt(now: number): number | undefined {
    if (this.#underWay) return this.#retryAt;
    if (this.size === 0) return undefined;
    const next = this.#waiting.nextAt(now, (at) => this.#quietUntil(at));
    return next > now ? next : Math.max(now, this.#blockedUntil(now));
  }

  #blockedUntil(now: number): number {
    return Math.max(this.#retryAt, this.#allowance.nextAt(now));
  }

  #together(first: Waiting, now: number, quiet: boolean): [Parcel, ...Parcel[]] {
    const parcels: [Parcel, ...Parcel[]] = [first.parcel];
    if (!this.#rules.merges) return parcels;
    const { bundle } = first.parcel.notification;
    const isCrowd = this.#isCrowd(now, quiet);
    for (const other of this.#waiting.ready(now, quiet)) {
      if (parcels.length === mostInOne) break;
      const waitedToo = isCrowd || (first.held && other.held);
      const bundled = bundle !== undefined && other.parcel.notification.bundle === bundle;
      if (other.parcel !== first.parcel && (waitedToo || bundled)) parcels.push(other.parcel);
    }
    return parcels;
  }

  #isCrowd(now: number, quiet: boolean): boolean {
    let count = 0;
    for (const _waiting of this.#waiting.ready(now, quiet)) {
      count += 1;
      if (count === crowd) return true;
    }
    return false;
  }

  #hold(ready: Iterable<Waiting>): void {
    for (const waiting of [...ready]) if (!waiting.held) this.#waiting.change(waiting, { held: true });
  }

  #quietUntil(now: number): number | undefined {
    const { quiet, timeZone } = this.#rules;
    return quiet && quietUntil(quiet, timeZone, now);
  }
}
