import { subjectOf } from "../contract/alerts";
import type { Message } from "../contract/messages";
import type { StepModule, StepResult } from "../step/step";
import { resumed, withinReach, withoutLostWindow } from "./after-start";
import { type AlertConfig, parseAlertConfig } from "./alert-config";
import { AlertDraft } from "./alert-draft";
import { policyFor } from "./alert-policy";
import { type AlertTrack, nothingRaised, type OpenAlert } from "./alert-track";
import { obeyed } from "./command";
import { heard, rewriteDue, settle } from "./lifecycle";
import { isTellable, tellingDue } from "./telling";

const watching = { code: "watching" } as const;

/**
 * Makes alerts of conditions: raised once, told step by step until somebody takes them on, cleared at the end. One key for
 * each subject and rule. Output 0: every step of an alert; output 1: orders to tell a recipient.
 */
export const alertManager: StepModule<AlertConfig, AlertTrack> = {
  name: "alert-manager",
  stateVersion: 1,
  parseConfig: parseAlertConfig,
  keyOf(message: Message, { site }): string | undefined {
    if (message.kind !== "condition" && message.kind !== "alert-command") return undefined;
    if ((site ?? message.site) !== message.site) return undefined;
    if (message.kind === "condition") return `${message.site}/${subjectOf(message)}/${message.rule}`;
    const [subject = "", rule = ""] = message.alert.split("~");
    return `${message.site}/${subject}/${rule}`;
  },
  initialState: () => nothingRaised,
  step(config, state, { message }, now): StepResult<AlertTrack> {
    const draft = new AlertDraft(config, withinReach(config, state, now), now);
    if (message.kind === "condition") heard(draft, message);
    else if (message.kind === "alert-command") obeyed(draft, message);
    return resultOf(draft);
  },
  wakeAt(config, track): number | undefined {
    const { waiting, open } = track;
    const times = [waiting?.due, ...(open ? [rewriteDue(track), ...duesOf(config, open)] : [])].filter(
      (time) => time !== undefined,
    );
    return times.length === 0 ? undefined : Math.min(...times);
  },
  wake(config, state, now): StepResult<AlertTrack> {
    const draft = new AlertDraft(config, state, now);
    settle(draft);
    return resultOf(draft);
  },
  reconfigured: withoutLostWindow,
  resume: (config, state, now) => (state.open || state.waiting ? resumed(config, state, now) : state),
};

function duesOf(config: AlertConfig, open: OpenAlert): (number | undefined)[] {
  const { condition, severity, ended, shelved, suppressed, lateUntil } = open;
  const told = isTellable(open)
    ? tellingDue(open, policyFor(config.policies, condition, severity, config.placeOf(condition)))
    : undefined;
  return [ended?.due, shelved?.until, suppressed?.until, lateUntil, told];
}

const resultOf = ({ track, outputs }: AlertDraft): StepResult<AlertTrack> => ({
  state: track,
  outputs,
  status: watching,
});
