import { BusSchedule, type PollOutcome, type Timing } from "../acquire/bus-schedule";

/** Something that is polled: it reads, tells whom it concerns, and says how it went. Never rejects. */
export interface PollTask extends Timing {
  poll(dueAt: number): Promise<PollOutcome>;
  /** Whether it answers at all, waiting for so long. */
  probe(patienceMs: number): Promise<PollOutcome>;
  /** After each poll that read: false where it ended too late for the next ones, which are left out. */
  paced(inTime: boolean): void;
}

interface Errand {
  /** What it usually takes, ms, where it can wait; absent: it takes its turn like a reading. */
  readonly usualMs: number | undefined;
  readonly since: number;
  run(): Promise<unknown>;
}

/** The share of the readings' time that errands which can wait may take. */
const errandShare = 0.1;
/** So long such an errand waits for a gap. */
const errandPatienceMs = 300;
/** A timer beyond this would not see that the clock was set. */
const longestWaitMs = 10_000;

/** Runs the polls of one bus at their times, as many at once as the bus takes, and errands between them. */
export class BusScheduler {
  readonly #schedule: BusSchedule<PollTask>;
  readonly #workers: number;
  readonly #errands: Errand[] = [];
  #busy = 0;
  #timer: NodeJS.Timeout | undefined;
  /** When errands that can wait may next take time that is not free; of `performance.now()`, as the clock may be set. */
  #errandsFrom = 0;
  /** The gap in which the last errand began that could wait. */
  #gapMs = Number.POSITIVE_INFINITY;
  #errandBegun = Number.POSITIVE_INFINITY;

  /** `answerMs` tells what answers take at most, of late. */
  constructor(workers: number, answerMs: () => number = () => 0) {
    this.#workers = workers;
    this.#schedule = new BusSchedule(answerMs);
  }

  /** Learns how long a request that was given up kept the bus busy. */
  held(ms: number): void {
    this.#schedule.held(ms, Date.now());
    if (performance.now() - ms >= this.#errandBegun) this.#charge(ms);
  }

  add(task: PollTask): void {
    this.#schedule.add(task, task, Date.now());
    this.#soon();
  }

  remove(task: PollTask): void {
    this.#schedule.remove(task);
  }

  /** Runs this once, in its turn among the polls. */
  once<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#errand(undefined, work);
  }

  /**
   * Runs this in a gap of `usualMs` between the polls, or when it has waited for one. What it takes beyond the gap is
   * the polls' time, of which errands get a small share.
   */
  spare<Result>(usualMs: number, work: () => Promise<Result>): Promise<Result> {
    return this.#errand(usualMs, work);
  }

  #errand<Result>(usualMs: number | undefined, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const run = (): Promise<unknown> => work().then(resolve, reject);
      this.#errands.push({ usualMs, since: Date.now(), run });
      this.#advance();
    });
  }

  /** After everything that was added in the same moment. */
  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#advance(), 0);
  }

  #advance(): void {
    clearTimeout(this.#timer);
    while (this.#busy < this.#workers) {
      const now = Date.now();
      const errand = this.#nextErrand(now);
      if (errand) {
        void this.#run(errand);
        continue;
      }
      const turn = this.#schedule.next(now);
      if (turn.kind === "wait") {
        const errandMs =
          this.#errands.length === 0 ? turn.ms : Math.max(1, this.#errandsFrom + errandPatienceMs - performance.now());
        this.#wait(Math.min(turn.ms, errandMs));
        return;
      }
      const { key: task, kind } = turn;
      void this.#run(async () => {
        const outcome = turn.kind === "read" ? await task.poll(turn.dueAt) : await task.probe(turn.patienceMs);
        const missed = this.#schedule.finished(task, kind, outcome, Date.now());
        if (kind === "read" && outcome === "read") task.paced(missed === 0);
      });
    }
  }

  #wait(ms: number): void {
    if (ms === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#advance(), Math.ceil(Math.min(ms, longestWaitMs)));
  }

  /** The first errand whose time has come. */
  #nextErrand(now: number): (() => Promise<unknown>) | undefined {
    const gap = this.#schedule.gap(now);
    const spareTime = performance.now() - this.#errandsFrom;
    const index = this.#errands.findIndex(({ usualMs, since }) => {
      if (usualMs === undefined) return -gap <= Math.max(0, now - since);
      return spareTime >= (gap >= usualMs ? 0 : errandPatienceMs);
    });
    const [errand] = index < 0 ? [] : this.#errands.splice(index, 1);
    if (!errand || errand.usualMs === undefined) return errand?.run;
    return async () => {
      const begun = performance.now();
      this.#gapMs = Math.max(0, gap);
      this.#errandBegun = begun;
      await errand.run();
      this.#charge(performance.now() - begun);
    };
  }

  #charge(ms: number): void {
    const taken = Math.max(0, ms - this.#gapMs);
    this.#errandsFrom = Math.max(this.#errandsFrom, performance.now() + taken / errandShare);
  }

  async #run(work: () => Promise<unknown>): Promise<void> {
    this.#busy += 1;
    try {
      await work();
    } finally {
      this.#busy -= 1;
      this.#advance();
    }
  }
}
