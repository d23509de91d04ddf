import type { Condition, Severity } from "./messages";

/** How a person or another program learns of something. */
export const channels = ["mail", "sms", "webhook"] as const;
export type Channel = (typeof channels)[number];

export type AlertState = "raised" | "acknowledged" | "cleared";

/** What a record of an alert says has happened. */
export const alertChanges = [
  "raised",
  "severity",
  "evidence",
  "escalated",
  "repeated",
  "acknowledged",
  "shelved",
  "unshelved",
  "suppressed",
  "cleared",
] as const;
export type AlertChange = (typeof alertChanges)[number];

/** A condition that people deal with, from its raising to its end. Each record is the whole alert as it then stood. */
export interface Alert {
  readonly kind: "alert";
  /** `<subject>~<rule>~<when raised>`; the subject is a meter's id, or `machine.<id>` or `bus.<id>`. */
  readonly id: string;
  readonly site: string;
  /** As it was last told. */
  readonly condition: Condition;
  readonly state: AlertState;
  readonly change: AlertChange;
  /** When this change happened. */
  readonly at: number;
  /** Grows with every record about this subject and rule. */
  readonly version: number;
  readonly raised: number;
  /** Of the escalation chain, how far it has come: 0 where nobody was told. */
  readonly step: number;
  readonly acknowledged?: HandledBy;
  readonly shelved?: HandledBy & { readonly until: number };
  /** Why nobody is told: the id of a maintenance window. */
  readonly suppressedBy?: string;
  readonly cleared?: number;
}

export interface HandledBy {
  readonly by: string;
  readonly at: number;
  readonly note?: string;
}

/** What a person, or a program for one, does about an alert. */
export interface AlertCommand {
  readonly kind: "alert-command";
  readonly site: string;
  /** Id of the alert. */
  readonly alert: string;
  readonly command: "acknowledge" | "shelve" | "unshelve" | "clear";
  readonly by: string;
  readonly note?: string;
  /** With `shelve`: nobody is told before, ms UTC. */
  readonly until?: number;
  readonly at: number;
}

/** An order to tell one recipient of one alert. */
export interface Notification {
  readonly kind: "notification";
  /** `<alert>~<number>`: whoever gets it twice can tell by it. */
  readonly id: string;
  /** Grows with every order about this subject and rule. */
  readonly number: number;
  readonly site: string;
  /** Id among the site model's recipients. */
  readonly recipient: string;
  readonly reason: "raised" | "severity" | "escalated" | "repeated" | "cleared";
  readonly severity: Severity;
  readonly alert: Alert;
  /** When it was ordered. */
  readonly at: number;
  /** Not to be sent before; later than `at` in a digest or a group. */
  readonly due: number;
  /** Not worth sending any more from then on. */
  readonly expires: number;
  /** Orders of one name to one recipient that are due together go out as one message. */
  readonly bundle?: string;
  /** Which of the recipient's channels; all when absent. */
  readonly channels?: readonly Channel[];
}

/** What has become of a notification on one channel. */
export interface Delivery {
  readonly kind: "delivery";
  readonly site: string;
  /** Id of the notification. */
  readonly notification: string;
  readonly alert: string;
  readonly meter?: string;
  readonly machine?: string;
  readonly bus?: string;
  readonly rule: string;
  readonly recipient: string;
  readonly channel: Channel;
  /** `failed`: it will be tried again. `refused`: the receiver will never take it. */
  readonly state: "delivered" | "failed" | "refused" | "expired";
  readonly at: number;
  readonly attempts: number;
  /** What the receiver said, or what went wrong; holds no secret. */
  readonly answer: string;
  /** Tells the deliveries of one moment apart. */
  readonly version: number;
}

/** What an alert is about, as its id begins. */
export function subjectOf({ meter, machine, bus }: Pick<Condition, "meter" | "machine" | "bus">): string {
  if (meter !== undefined) return meter;
  return machine === undefined ? `bus.${bus ?? "-"}` : `machine.${machine}`;
}
