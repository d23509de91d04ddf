/** What a bus must know of something that is read over it at an interval. */
export interface Timing {
  readonly intervalMs: number;
  /** What one reading takes on this bus, ms: an estimate. */
  readonly costMs: number;
  /** What one short request takes at least, the usual answer included, ms. */
  readonly probeMs: number;
  /** How long the answer to one request is waited for, ms. */
  readonly timeoutMs: number;
}

/** `unreachable`: the bus itself said so, at once and without costing the others time. */
export type PollOutcome = "read" | "failed" | "unreachable";

/** What to do next: a reading, a short look for one that does not answer, or nothing for a while. */
export type Turn<Key> =
  | { readonly kind: "read"; readonly key: Key; readonly dueAt: number }
  | { readonly kind: "probe"; readonly key: Key; readonly patienceMs: number }
  | { readonly kind: "wait"; readonly ms: number };

interface Task<Key> extends Timing {
  readonly key: Key;
  /** Its place within the interval, so that not all are due at once. */
  offsetMs: number;
  /** ms UTC. */
  dueAt: number;
  /** Polls in a row that failed. */
  failures: number;
  running: boolean;
}

const slowestProbeMs = 60_000;
const soonestRetryMs = 5_000;
/** So long a probe waits for a gap between the readings before it takes their time. */
const probePatienceMs = 10_000;
/** The share of the readings' time that probes may take, and how long they make up for it at most. */
const probeShare = 0.03;
const longestProbePauseMs = 120_000;
/** What timers are late by is nobody's fault. */
const timerMs = 10;
/** A probe is sent so long after it was begun, at most. */
const sameMs = 20;
/** How many times the slowest answer of late a probe waits for at least. */
const probeAnswers = 3;
/** Room between two readings, as a share of their cost and in ms: what takes longer than estimated harms nobody. */
const slack = { share: 0.15, ms: 1 };

/**
 * Whose turn it is on one bus. Readings have fixed places on the grid of their interval, one after the other, so
 * that nobody waits for anybody and what is left of the interval is in one piece. Who is late longest is first:
 * where a bus cannot do what is asked of it, every meter has its turn in every round, and no meter waits twice.
 * What does not answer is looked for ever more rarely, once a minute at last, in time that nobody needs.
 */
export class BusSchedule<Key> {
  readonly #tasks = new Map<Key, Task<Key>>();
  /** What answers take at most on this bus, of late, ms. */
  readonly #answerMs: () => number;
  /** Before this, probes take no more of the readings' time. */
  #probesFrom = Number.NEGATIVE_INFINITY;
  /** How long the last probe kept the bus busy, ms. */
  #probeHeldMs = 0;
  #probe = { begun: Number.POSITIVE_INFINITY, gapMs: 0 };

  constructor(answerMs: () => number = () => 0) {
    this.#answerMs = answerMs;
  }

  /** A new task is due at once, so that its value shows; then on the grid. */
  add(key: Key, timing: Timing, now: number): void {
    this.#tasks.set(key, { ...timing, key, offsetMs: 0, dueAt: now, failures: 0, running: false });
    this.#place();
  }

  remove(key: Key): void {
    this.#tasks.delete(key);
    this.#place();
  }

  /** The next turn at `now`, ms UTC; the caller says `finished` of what it began. */
  next(now: number): Turn<Key> {
    let read: Task<Key> | undefined;
    let probe: Task<Key> | undefined;
    let nextReadAt = Number.POSITIVE_INFINITY;
    let nextProbeAt = Number.POSITIVE_INFINITY;
    for (const task of this.#tasks.values()) {
      if (task.running) continue;
      afterClockChange(task, now);
      if (task.failures > 0) {
        if (task.dueAt < (probe?.dueAt ?? Number.POSITIVE_INFINITY)) probe = task;
        nextProbeAt = Math.min(nextProbeAt, task.dueAt);
      } else {
        if (task.dueAt < (read?.dueAt ?? Number.POSITIVE_INFINITY)) read = task;
        nextReadAt = Math.min(nextReadAt, task.dueAt);
      }
    }
    const patienceMs = probe && this.#patience(probe, nextReadAt - now, now);
    if (probe && patienceMs !== undefined) {
      this.#probe = { begun: now, gapMs: Math.max(0, nextReadAt - now) };
      return this.#begin(probe, { kind: "probe", key: probe.key, patienceMs });
    }
    if (read && read.dueAt <= now) return this.#begin(read, { kind: "read", key: read.key, dueAt: read.dueAt });
    // A probe that is due waits for a gap: perhaps after the next reading.
    if (nextProbeAt <= now) nextProbeAt = Number.POSITIVE_INFINITY;
    return { kind: "wait", ms: Math.max(0, Math.min(nextReadAt, nextProbeAt) - now) };
  }

  /** How long nobody needs the bus, ms. */
  gap(now: number): number {
    let gap = Number.POSITIVE_INFINITY;
    for (const task of this.#tasks.values()) {
      if (!task.running && task.failures === 0) gap = Math.min(gap, task.dueAt - now);
    }
    return gap;
  }

  /**
   * Ends a turn. A probe that was answered counts as `read`, and the reading follows at once. Gives how many
   * grid times passed meanwhile: they are left out, never caught up.
   */
  finished(key: Key, kind: "read" | "probe", outcome: PollOutcome, now: number): number {
    const task = this.#tasks.get(key);
    if (!task) return 0;
    task.running = false;
    if (kind === "probe") this.#probeEnded(outcome, now);
    if (outcome === "failed") {
      task.failures += 1;
      task.dueAt = now + pauseAfter(task.failures, task.intervalMs);
      return 0;
    }
    if (kind === "probe" && outcome === "read") {
      task.failures = 0;
      task.dueAt = now;
      return 0;
    }
    // A timer may fire a moment early; the grid time it was for is then over all the same.
    const early = task.dueAt - now;
    const over = early > 0 && early < task.intervalMs / 2 ? task.dueAt : now;
    const next = gridAfter(over, task);
    if (outcome === "unreachable") {
      task.dueAt = Math.min(next, over + soonestRetryMs);
      return 0;
    }
    const missed = Math.max(0, Math.ceil((next - task.dueAt) / task.intervalMs) - 1);
    task.failures = 0;
    task.dueAt = next;
    return missed;
  }

  /**
   * Learns how long something that ended at `now` kept the bus busy. Where it was the last probe, what it took of the
   * readings' time is made up for by the next ones.
   */
  held(ms: number, now: number): void {
    if (now - ms < this.#probe.begun - sameMs) return;
    this.#probeHeldMs = ms;
    this.#charge(ms, now);
  }

  #charge(ms: number, now: number): void {
    const taken = Math.max(0, ms - this.#probe.gapMs - timerMs);
    this.#probesFrom = Math.max(this.#probesFrom, now + Math.min(taken / probeShare, longestProbePauseMs));
  }

  /** What a silence costs is known when its time is over; what it costs behind a gateway, from the next reading. */
  #probeEnded(outcome: PollOutcome, now: number): void {
    if (outcome === "read") this.#probeHeldMs = 0;
    else this.#charge(now - this.#probe.begun, now);
  }

  /** How long a probe may wait for its answer now; undefined: it is not yet due, or must wait for a better moment. */
  #patience({ dueAt, probeMs, timeoutMs }: Task<Key>, gapMs: number, now: number): number | undefined {
    if (dueAt > now || (now < this.#probesFrom && this.#probesFrom - now <= longestProbePauseMs)) return undefined;
    const least = Math.min(timeoutMs, Math.max(probeMs, probeAnswers * this.#answerMs()));
    if (gapMs >= Math.max(least, this.#probeHeldMs)) return Math.min(timeoutMs, gapMs);
    return now - Math.max(dueAt, this.#probesFrom) >= probePatienceMs ? least : undefined;
  }

  #begin(task: Task<Key>, turn: Turn<Key>): Turn<Key> {
    task.running = true;
    return turn;
  }

  /** One place after the other from the start of the grid; where they do not fit, evenly over the shortest interval. */
  #place(): void {
    const tasks = [...this.#tasks.values()];
    const widths = tasks.map(({ costMs }) => costMs * (1 + slack.share) + slack.ms);
    const all = widths.reduce((sum, width) => sum + width, 0);
    const shortest = Math.min(...tasks.map(({ intervalMs }) => intervalMs));
    const scale = Math.min(1, shortest / all);
    let offset = 0;
    tasks.forEach((task, n) => {
      task.offsetMs = (offset * scale) % task.intervalMs;
      offset += widths[n] ?? 0;
    });
  }
}

/** A clock that was set must neither silence a meter nor ask it a thousand times. */
function afterClockChange<Key>(task: Task<Key>, now: number): void {
  const longest = task.failures > 0 ? slowestProbeMs : task.intervalMs;
  if (task.dueAt - now > longest) task.dueAt = task.failures > 0 ? now + longest : gridAfter(now, task);
}

function pauseAfter(failures: number, intervalMs: number): number {
  return Math.min(slowestProbeMs, Math.min(intervalMs, soonestRetryMs) * 2 ** Math.min(failures - 1, 20));
}

/** The grid counts from the epoch, so 10 s means the same seconds of every minute, after any restart. */
function gridAfter(time: number, { intervalMs, offsetMs }: { intervalMs: number; offsetMs: number }): number {
  return (Math.floor((time - offsetMs) / intervalMs) + 1) * intervalMs + offsetMs;
}
