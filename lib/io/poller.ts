import { firstSchedule, nextSchedule, type PollOutcome, type PollSchedule } from "../acquire/poll-schedule";

/** Something that is polled: it reads, tells whom it concerns, and says how it went. Never rejects. */
export interface PollTask {
  readonly intervalMs: number;
  poll(): Promise<PollOutcome>;
  /** After each poll that read: false where it ended too late for the next ones, which are left out. */
  paced(inTime: boolean): void;
}

/** Runs tasks at their times, each on its own, until it is stopped. */
export class Poller {
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  start(tasks: readonly PollTask[]): void {
    for (const task of tasks) this.#await(task, firstSchedule(Date.now()));
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #await(task: PollTask, schedule: PollSchedule): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        void this.#run(task, schedule);
      },
      Math.max(0, schedule.dueAt - Date.now()),
    );
    this.#timers.add(timer);
  }

  async #run(task: PollTask, schedule: PollSchedule): Promise<void> {
    const outcome = await task.poll();
    if (this.#stopped) return;
    const next = nextSchedule(schedule, task.intervalMs, outcome, Date.now());
    if (outcome === "read") task.paced(next.missed === schedule.missed);
    this.#await(task, next);
  }
}
