import type { Message } from "../../dist/lib/contract/messages.js";

/** Rules for falling registers as widely used systems publish them, restated: what they add for each new value. */
type Rule = (last: number, value: number) => { readonly added: number; readonly last: number };

export const publishedRules: Readonly<Record<string, Rule>> = {
  "ignore every drop": (last, value) => ({ added: Math.max(0, value - last), last: value }),
  "rebase on every drop": (last, value) => ({ added: value >= last ? value - last : value, last: value }),
  "a drop below 90 % is a reset": (last, value) => {
    if (value < 0.9 * last) return { added: value, last: value };
    return { added: Math.max(0, value - last), last: Math.max(last, value) };
  },
};

/** Energy by a rule, millionths of a kWh, of the readings as they arrive. */
export function countByRule(rule: Rule, messages: readonly Message[]): number {
  let last: number | undefined;
  let total = 0;
  for (const message of messages) {
    if (message.kind !== "reading") continue;
    const value = Math.round((message.values.active_energy_import as number) * 1e6);
    const next = last === undefined ? { added: 0, last: value } : rule(last, value);
    total += next.added;
    last = next.last;
  }
  return total;
}
