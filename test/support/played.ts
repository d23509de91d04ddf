import type { Baseline } from "../../dist/lib/contract/baseline.js";
import type { Condition, Message } from "../../dist/lib/contract/messages.js";
import { Replay } from "../../dist/lib/step/replay.js";
import { stepModules } from "../../dist/lib/step/step-modules.js";

export interface Played {
  readonly conditions: readonly Condition[];
  readonly baselines: readonly Baseline[];
  readonly errors: readonly { readonly code: string }[];
}

/** What a stateful node's logic makes of messages, as `npm run replay` runs it. */
export function played(node: string, config: object, messages: Iterable<object>): Played {
  const module = stepModules.get(node);
  if (!module) throw new Error(`there is no node ${node}`);
  const replay = new Replay(module, config);
  const payloads: Message[] = [];
  const errors: { code: string }[] = [];
  for (const payload of messages) {
    for (const line of replay.line(JSON.stringify({ topic: "", payload }))) {
      if ("error" in line) errors.push(line.error);
      else payloads.push(line.payload);
    }
  }
  return {
    conditions: payloads.filter((one) => one.kind === "condition"),
    baselines: payloads.filter((one) => one.kind === "baseline"),
    errors,
  };
}
