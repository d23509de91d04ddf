import type { Interval, Message, Reading } from "../contract/messages";
import type { PastAnswer, PastQuestion } from "./step";

interface KeyPast {
  /** In the order of time. */
  readonly readings: Reading[];
  /** Newest version by what it is about. */
  readonly intervals: Map<string, Interval>;
}

/** What a journal would know of each meter, for a replay that has none. */
export class PastInMemory {
  /** By `<site>/<meter>`. */
  readonly #keys = new Map<string, KeyPast>();

  keep(message: Message): void {
    if (message.kind !== "reading" && message.kind !== "interval") return;
    const key = `${message.site}/${message.meter}`;
    if (message.kind === "reading") insert(this.#of(key).readings, message);
    else {
      const about = `${message.quantity} ${message.from} ${message.to}`;
      const known = this.#of(key).intervals.get(about);
      if (!known || known.version < message.version) this.#of(key).intervals.set(about, message);
    }
  }

  /** Runs a recount or an answer to its end. */
  answerAll<R>(key: string, asking: Generator<PastQuestion, R, PastAnswer>): R {
    let turn = asking.next();
    while (!turn.done) turn = asking.next(this.answer(key, turn.value));
    return turn.value;
  }

  /** One answer, as a journal would give it. */
  answer(key: string, question: PastQuestion): PastAnswer {
    const named = "meter" in question && question.meter !== undefined;
    const { readings, intervals } = this.#of(named ? `${key.split("/")[0]}/${question.meter}` : key);
    switch (question.ask) {
      case "readings-before": {
        const end = indexAt(readings, question.before);
        return readings.slice(Math.max(0, end - question.count), end);
      }
      case "readings": {
        const begin = indexAt(readings, question.from);
        return readings.slice(begin, begin + question.limit);
      }
      case "intervals":
        return [...intervals.values()].filter((one) => isAsked(one, question)).sort((a, b) => a.from - b.from);
    }
  }

  #of(key: string): KeyPast {
    let past = this.#keys.get(key);
    if (!past) {
      past = { readings: [], intervals: new Map() };
      this.#keys.set(key, past);
    }
    return past;
  }
}

const isAsked = (one: Interval, { from, to, quantity }: { from: number; to: number; quantity?: string }): boolean =>
  one.from >= from && one.from < to && (quantity ?? one.quantity) === one.quantity;

/** Where the first reading that is not before `at` is or would be. */
function indexAt(readings: readonly Reading[], at: number): number {
  let low = 0;
  let high = readings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((readings[middle] as Reading).at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A later reading of the same time replaces the one before it: a correction. */
function insert(readings: Reading[], reading: Reading): void {
  const index = indexAt(readings, reading.at);
  const known = readings[index];
  if (known?.at !== reading.at) readings.splice(index, 0, reading);
  else readings[index] = { ...reading, values: { ...known.values, ...reading.values } };
}
