import assert from "node:assert/strict";
import type { Condition, Interval, Reading } from "../../dist/lib/contract/messages.js";
import { parseMessage } from "../../dist/lib/contract/validate.js";
import { Replay } from "../../dist/lib/step/replay.js";
import { stepModules } from "../../dist/lib/step/step-modules.js";

/** The load monitor as `npm run replay` runs it. */
export class LoadWatch {
  readonly #replay: Replay<unknown, unknown>;

  constructor(config: object) {
    this.#replay = new Replay(stepModules.get("load-monitor") as never, config);
  }

  /** What is told when these messages come, conditions and figures. */
  take(...messages: (Reading | Interval)[]): Condition[] {
    return messages.flatMap((payload) =>
      [...this.#replay.line(JSON.stringify({ topic: "", payload }))].map((line) => {
        assert.ok("payload" in line, JSON.stringify(line));
        return parseMessage(line.payload) as Condition;
      }),
    );
  }
}

export const reading = (at: number, values: Readonly<Record<string, number>>, meter = "m1"): Reading => {
  return { kind: "reading", site: "works", meter, at, values, quality: "good" };
};

/** Power every so many seconds from a time on, up to and with its end. */
export function powers(from: number, to: number, seconds: number, kwAt: (at: number) => number): Reading[] {
  const count = Math.floor((to - from) / 1000 / seconds);
  return Array.from({ length: count + 1 }, (_, index) => {
    const at = from + index * seconds * 1000;
    return reading(at, { active_power: kwAt(at) });
  });
}

/** Without those that say the same state of the same time again. */
export const changesOf = (states: readonly Condition[]): Condition[] =>
  states.filter(({ since, evidence }, index) => {
    const before = states[index - 1];
    return before?.since !== since || before.evidence.state !== evidence.state;
  });

export const ofRule = (conditions: readonly Condition[], rule: string): Condition[] =>
  conditions.filter((condition) => condition.rule === rule);
