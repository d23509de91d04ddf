import type { Message } from "../../dist/lib/contract/messages.js";
import { Replay } from "../../dist/lib/step/replay.js";
import type { StepModule } from "../../dist/lib/step/step.js";

/** What a step gives out for these messages under a configuration that was made from a site model. */
export function steppedThrough<Config, State>(
  step: StepModule<Config, State>,
  config: Config,
  messages: readonly Message[],
): unknown[] {
  const replay = new Replay({ ...step, parseConfig: () => config } as never, {});
  return messages.flatMap((payload) =>
    [...replay.line(JSON.stringify({ topic: "", payload }))].flatMap((line) =>
      "payload" in line ? [line.payload] : [],
    ),
  );
}
