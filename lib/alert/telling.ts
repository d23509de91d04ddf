import type { Alert, AlertChange } from "../contract/alerts";
import type { AlertDraft } from "./alert-draft";
import type { AlertPolicy, PolicyStep } from "./alert-policy";
import type { Chain, OpenAlert } from "./alert-track";
import { windowAt } from "./maintenance";

/** Whether anybody may be told: it lasts, nobody has taken it on, and nothing says to wait. */
export const isTellable = ({ ended, acknowledged, shelved, suppressed, lateUntil }: OpenAlert): boolean =>
  !ended && !acknowledged && !shelved && !suppressed && lateUntil === undefined;

/** The chain from its beginning; when is settled as soon as it may begin. */
export const newChain = (reason: Chain["reason"]): Chain => ({ reason, step: 0 });

/** When the chain wants to go on, ms UTC. */
export function tellingDue({ chain, repeatAt }: OpenAlert, { steps }: AlertPolicy): number | undefined {
  const next = steps[chain.step];
  const times = [repeatAt, next && chain.from !== undefined ? chain.from + next.afterMs : undefined].filter(
    (time) => time !== undefined,
  );
  return times.length === 0 ? undefined : Math.max(Math.min(...times), chain.notBefore ?? 0);
}

/**
 * Tells whom it is time to tell, or begins to be silent where a maintenance window holds. `change` is what this step
 * has to record in any case.
 */
export function tell(draft: AlertDraft, change: AlertChange | undefined): void {
  const open = draft.track.open as OpenAlert;
  const policy = draft.policyOf(open);
  const chain = open.chain.from === undefined ? { ...open.chain, from: draft.now } : open.chain;
  const due = dueSteps(chain, policy, draft.now);
  const repeats = due.length === 0 && isDue(open.repeatAt, chain, draft.now);
  const tells = due.length > 0 || repeats;
  if ((tells || change === "raised") && isInMaintenance(draft, open, change)) return;
  if (!tells) {
    draft.open({ ...open, chain });
    if (change) draft.record(change);
    return;
  }
  const { repeatAt: _told, ...rest } = open;
  draft.open({
    ...rest,
    chain: { ...chain, step: chain.step + due.length },
    ...(policy.repeatMs !== undefined && { repeatAt: draft.now + policy.repeatMs }),
  });
  const alert = draft.record(change ?? (repeats ? "repeated" : "escalated"));
  if (repeats) repeat(draft, alert, policy, policy.steps.slice(0, chain.step));
  else escalate(draft, alert, policy, chain, due);
}

function dueSteps({ from = 0, step, notBefore = 0 }: Chain, { steps }: AlertPolicy, now: number): PolicyStep[] {
  return now < notBefore ? [] : steps.slice(step).filter(({ afterMs }) => from + afterMs <= now);
}

const isDue = (at: number | undefined, { notBefore = 0 }: Chain, now: number): boolean =>
  at !== undefined && Math.max(at, notBefore) <= now;

/** It has become worse although somebody has taken it on: whoever is told first hears of it, and that is all. */
export function tellWorse(draft: AlertDraft): void {
  const open = draft.track.open as OpenAlert;
  if (open.shelved || isInMaintenance(draft, open, "severity")) return;
  const policy = draft.policyOf(open);
  const [first] = policy.steps;
  const alert = draft.record("severity");
  for (const { to = draft.config.recipients, channels, afterMs } of policy.steps) {
    if (afterMs === first?.afterMs)
      draft.order(alert, policy, { reason: "severity", to, ...(channels && { channels }) });
  }
}

function escalate(
  draft: AlertDraft,
  alert: Alert,
  policy: AlertPolicy,
  chain: Chain,
  steps: readonly PolicyStep[],
): void {
  const { recipients } = draft.config;
  for (const [index, { to = recipients, channels, afterMs }] of steps.entries()) {
    const first = chain.step + index === 0 || afterMs === 0;
    draft.order(alert, policy, { reason: first ? chain.reason : "escalated", to, ...(channels && { channels }) });
  }
}

/** Each step goes the ways it went; who stands in several is told once, by all of them. */
function repeat(draft: AlertDraft, alert: Alert, policy: AlertPolicy, steps: readonly PolicyStep[]): void {
  const ways = new Map<string, ReadonlySet<string> | "all">();
  for (const { to = draft.config.recipients, channels } of steps) {
    for (const recipient of to) {
      const known = ways.get(recipient);
      ways.set(recipient, !channels || known === "all" ? "all" : new Set([...(known ?? []), ...channels]));
    }
  }
  for (const [recipient, channels] of ways) {
    const only = channels !== "all" && { channels: [...channels] as NonNullable<PolicyStep["channels"]> };
    draft.order(alert, policy, { reason: "repeated", to: [recipient], ...only });
  }
}

function isInMaintenance(draft: AlertDraft, open: OpenAlert, change: AlertChange | undefined): boolean {
  const { config, now } = draft;
  const window = windowAt(config.maintenance, config.placeOf(open.condition), now);
  if (!window) return false;
  draft.open({ ...open, suppressed: { window: window.id, until: window.to } });
  if (change) draft.record(change);
  draft.record("suppressed");
  return true;
}
