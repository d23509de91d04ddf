import assert from "node:assert/strict";
import type { Condition, Message } from "../../dist/lib/contract/messages.js";
import { leakDetector } from "../../dist/lib/leak/leak-detector.js";
import { Replay } from "../../dist/lib/step/replay.js";

export const hourMs = 3_600_000;
export const start = Date.UTC(2026, 0, 5);

/** Litres used in each hour of a household's day: nothing at night. */
const day = [0, 0, 0, 0, 0, 0, 30, 60, 20, 0, 5, 10, 25, 8, 0, 4, 12, 30, 45, 22, 15, 6, 1, 0];
export const usedIn = (hour: number): number => day[hour % 24] as number;

interface Register {
  readonly hours: number;
  readonly leak?: (hour: number) => number;
  readonly pulse?: number;
  readonly stepHours?: number;
  readonly used?: (hour: number) => number;
  readonly quantity?: string;
}

/** What a register shows that counts use and leak in whole pulses. */
export function register({
  hours,
  leak = () => 0,
  pulse = 1,
  stepHours = 1,
  used = usedIn,
  quantity = "water_volume",
}: Register) {
  const messages: Message[] = [];
  let total = 1000;
  for (let hour = 0; hour <= hours; hour += stepHours) {
    const values = { [quantity]: Math.floor(total / pulse + 1e-9) * pulse };
    messages.push({
      kind: "reading",
      site: "works",
      meter: "w",
      at: start + Math.round(hour * hourMs),
      values,
      quality: "good",
    });
    total += (used(Math.floor(hour)) + leak(hour)) * stepHours;
  }
  return messages;
}

export function toldOf(messages: readonly Message[], config: object = {}): Condition[] {
  const replay = new Replay(leakDetector as never, config);
  return messages.flatMap((payload) =>
    [...replay.line(JSON.stringify({ topic: "", payload }))].flatMap((line) => {
      assert.ok("payload" in line, JSON.stringify(line));
      const condition = line.payload as Condition;
      return condition.kind === "condition" ? [condition] : [];
    }),
  );
}

export const said = ({ rule, active, at }: Condition): string =>
  `${rule} ${active ? "on" : "off"} ${(at - start) / hourMs}`;
export const month = 30 * 24;
export const from = (hour: number, flow: number) => (now: number) => (now >= hour ? flow : 0);
