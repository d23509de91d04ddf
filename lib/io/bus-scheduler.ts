import { BusSchedule, type PollOutcome, type Timing } from "../acquire/bus-schedule";

/** Something that is polled: it reads, tells whom it concerns, and says how it went. Never rejects. */
export interface PollTask extends Timing {
  poll(dueAt: number): Promise<PollOutcome>;
  /** Whether it answers at all, waiting for so long. */
  probe(patienceMs: number): Promise<PollOutcome>;
  /** After each poll that read: false where it ended too late for the next ones, which are left out. */
  paced(inTime: boolean): void;
}

/** How long something takes that can wait: usually, and at most, ms. */
export interface Spare {
  readonly leastMs: number;
  readonly mostMs: number;
}

interface Errand {
  /** Absent: it takes its turn like a reading. */
  readonly spare: Spare | undefined;
  readonly since: number;
  /** With the time that it may take. */
  run(patienceMs: number): Promise<unknown>;
}

/** The share of a bus that errands which can wait may take where there are no gaps. */
const errandShare = 0.1;
/** A timer beyond this would not see that the clock was set. */
const longestWaitMs = 10_000;

/** Runs the polls of one bus at their times, as many at once as the bus takes, and errands between them. */
export class BusScheduler {
  readonly #schedule = new BusSchedule<PollTask>();
  readonly #workers: number;
  readonly #errands: Errand[] = [];
  #busy = 0;
  #timer: NodeJS.Timeout | undefined;
  /** When errands that can wait may next take time that is not free; of `performance.now()`, as the clock may be set. */
  #errandsFrom = 0;

  constructor(workers: number) {
    this.#workers = workers;
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
   * Runs this in a gap between the polls, and tells it how long the gap is; where there is none that is long enough
   * for it, within a small share of the bus's time.
   */
  spare<Result>(spare: Spare, work: (patienceMs: number) => Promise<Result>): Promise<Result> {
    return this.#errand(spare, work);
  }

  #errand<Result>(spare: Spare | undefined, work: (patienceMs: number) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const run = (patienceMs: number): Promise<unknown> => work(patienceMs).then(resolve, reject);
      this.#errands.push({ spare, since: Date.now(), run });
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
        const errandMs = this.#errands.length === 0 ? turn.ms : Math.max(1, this.#errandsFrom - performance.now());
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
    const index = this.#errands.findIndex(({ spare, since }) =>
      spare ? gap >= spare.leastMs || performance.now() >= this.#errandsFrom : -gap <= Math.max(0, now - since),
    );
    const [errand] = index < 0 ? [] : this.#errands.splice(index, 1);
    if (!errand) return undefined;
    const { spare } = errand;
    if (!spare) return () => errand.run(Number.POSITIVE_INFINITY);
    if (gap >= spare.leastMs) return () => errand.run(Math.min(gap, spare.mostMs));
    this.#errandsFrom = performance.now() + spare.mostMs / errandShare;
    return () => errand.run(spare.mostMs);
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
