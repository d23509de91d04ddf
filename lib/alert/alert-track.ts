import type { HandledBy, Notification } from "../contract/alerts";
import type { Condition, Severity } from "../contract/messages";

/** What is remembered of one subject and rule. Times are ms UTC. */
export interface AlertTrack {
  /** Of the newest record and the newest order. */
  readonly version: number;
  readonly number: number;
  /** Time of the newest record: none goes back, whatever the clock does. */
  readonly at: number;
  /** When the newest alert was raised, which makes its id. */
  readonly raised: number;
  /** The newest alert was shelved when it ended: what comes back before `until` is, too. */
  readonly shelved?: HandledBy & { readonly until: number };
  /** Active, but not for long enough yet. */
  readonly waiting?: { readonly condition: Condition; readonly due: number };
  readonly open?: OpenAlert;
}

export interface OpenAlert {
  /** The newest active one. */
  readonly condition: Condition;
  /** The highest severity since it was raised, by which the policy is found. */
  readonly severity: Severity;
  /** Since when it has been less severe. */
  readonly easedAt?: number;
  readonly acknowledged?: HandledBy;
  readonly shelved?: HandledBy & { readonly until: number };
  readonly suppressed?: { readonly window: string; readonly until: number };
  /** The condition is over; at `due` the alert is cleared unless it has come back. */
  readonly ended?: { readonly at: number; readonly due: number };
  /** What was decided long ago and is only heard now is told if it is still so then. */
  readonly lateUntil?: number;
  readonly chain: Chain;
  /** Everybody who was told. */
  readonly told: readonly string[];
  readonly repeatAt?: number;
  /** When the last of what was ordered expires. */
  readonly reach?: number;
  /** After a start it was told once more, because what had been ordered had expired. */
  readonly reminded?: true;
  /** When its evidence was last recorded. */
  readonly evidenceAt: number;
  /** What the detector said since then is not recorded yet. */
  readonly isUnsaid?: true;
}

/** How far the telling has come. */
export interface Chain {
  /** What its first step is told as. */
  readonly reason: Notification["reason"];
  /** From when its steps count; absent: it has not begun. */
  readonly from?: number;
  /** Number of steps that were told. */
  readonly step: number;
  /** After a start nothing that is overdue goes out before: the end may be in the journal of a detector that still catches up. */
  readonly notBefore?: number;
}

export const nothingRaised: AlertTrack = { version: 0, number: 0, at: 0, raised: 0 };
