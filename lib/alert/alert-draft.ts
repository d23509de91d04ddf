import { type Alert, type AlertChange, type Channel, type Notification, subjectOf } from "../contract/alerts";
import type { Condition } from "../contract/messages";
import type { StepOutput } from "../step/step";
import type { AlertConfig } from "./alert-config";
import { type AlertPolicy, policyFor } from "./alert-policy";
import type { AlertTrack, OpenAlert } from "./alert-track";
import { dueOf } from "./due";

/** One step of an alert while it is worked out: the state so far, and what it has produced. */
export class AlertDraft {
  readonly outputs: StepOutput[] = [];

  constructor(
    readonly config: AlertConfig,
    public track: AlertTrack,
    readonly now: number,
  ) {}

  policyOf({ condition, severity }: Pick<OpenAlert, "condition" | "severity">): AlertPolicy {
    return policyFor(this.config.policies, condition, severity, this.config.placeOf(condition));
  }

  open(open: OpenAlert): void {
    this.track = { ...this.track, open };
  }

  /** Of two that are raised within a millisecond the later gets the next. */
  nextRaised(): number {
    return Math.max(this.now, this.track.at, this.track.raised + 1);
  }

  /** Puts a step of the open alert into the journal. */
  record(change: AlertChange, cleared?: number): Alert {
    if (this.track.open?.isUnsaid) {
      const { isUnsaid: _said, ...open } = this.track.open;
      this.open({ ...open, evidenceAt: this.now });
    }
    const { track } = this;
    const at = Math.max(this.now, track.at, track.raised);
    const version = track.version + 1;
    this.track = { ...track, version, at };
    const alert = alertOf(this.track, change, cleared);
    this.outputs.push({ port: 0, payload: alert });
    return alert;
  }

  /** Orders one message for each recipient. */
  order(
    alert: Alert,
    policy: AlertPolicy,
    { reason, to, channels }: Pick<Notification, "reason"> & { to: readonly string[]; channels?: readonly Channel[] },
  ): void {
    const { open } = this.track;
    if (to.length === 0 || !open) return;
    const { condition, site } = alert;
    // The end goes the ways that the worst of it went.
    const severity = reason === "cleared" ? open.severity : condition.severity;
    const plan = dueOf(this.config, policy, condition, this.config.placeOf(condition), this.now);
    const expires = plan.due + policy.expireMs[severity];
    for (const recipient of to) {
      const number = this.track.number + 1;
      this.track = { ...this.track, number };
      const payload: Notification = {
        kind: "notification",
        id: `${alert.id}~${number}`,
        number,
        site,
        recipient,
        reason,
        severity,
        alert,
        at: alert.at,
        ...plan,
        expires,
        ...(channels && { channels }),
      };
      this.outputs.push({ port: 1, payload });
    }
    const told = [...new Set([...open.told, ...to])];
    this.open({ ...open, told, reach: Math.max(open.reach ?? 0, expires) });
  }
}

export const alertIdOf = (condition: Condition, raised: number): string =>
  `${subjectOf(condition)}~${condition.rule}~${raised.toString(36)}`;

/** The open alert of a track as its newest record tells it. */
export function alertOf(track: AlertTrack, change: AlertChange, cleared?: number): Alert {
  const { version, at, raised } = track;
  const { condition, acknowledged, shelved, suppressed, chain } = track.open as OpenAlert;
  const open = acknowledged ? "acknowledged" : "raised";
  return {
    kind: "alert",
    id: alertIdOf(condition, raised),
    site: condition.site,
    condition: cleared === undefined ? condition : { ...condition, active: false, at: cleared },
    state: cleared === undefined ? open : "cleared",
    change,
    at,
    version,
    raised,
    step: chain.step,
    ...(acknowledged && { acknowledged }),
    ...(shelved && { shelved }),
    ...(suppressed && { suppressedBy: suppressed.window }),
    ...(cleared !== undefined && { cleared }),
  };
}
