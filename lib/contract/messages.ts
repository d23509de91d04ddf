/**
 * The messages that travel in `msg.payload`. One type per kind; the JSON Schemas beside this file
 * (`schemas.ts`) describe the same shapes for the outside. Times are milliseconds since the epoch, UTC.
 */
import { type Alert, type AlertCommand, type Delivery, type Notification, subjectOf } from "./alerts";
import type { Baseline } from "./baseline";
import type { CheckReport } from "./check-report";

export type Quality = "good" | "uncertain" | "bad";
export type IntervalQuality = "measured" | "estimated" | "missing";
export type Severity = "notice" | "warning" | "critical";

/** Values of one meter at one time, each in the canonical unit of its quantity. */
export interface Reading {
  readonly kind: "reading";
  readonly site: string;
  readonly meter: string;
  /** When it was measured, not when it arrived. */
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
  readonly quality: Quality;
  readonly reason?: string;
  /** Absent in what a meter gave; a corrected reading of the same time brings a higher one. */
  readonly version?: number;
}

/** Consumption of one quantity of one meter between two aligned times; `to` is exclusive. */
export interface Interval {
  readonly kind: "interval";
  readonly site: string;
  readonly meter: string;
  readonly quantity: string;
  readonly from: number;
  readonly to: number;
  /** In the quantity's canonical unit. 0 where the quality is `missing`: read the quality first. */
  readonly amount: number;
  readonly quality: IntervalQuality;
  readonly reasons: readonly string[];
  /** Grows with every correction; 0 marks a provisional interval that is still running. */
  readonly version: number;
}

/** Why a line is what it is: a code with its facts; the text is made at the edge (`reasons` of the catalogues). */
export interface LineReason {
  readonly code: string;
  readonly [fact: string]: string | number;
}

/** One position of a bill. Numbers are decimal strings, so that a cent is a cent. */
export interface CostLine {
  /** The tariff's component, e.g. `energy`, `demand`, `electricity-tax`. */
  readonly component: string;
  /** The price period, e.g. `peak`. */
  readonly period?: string;
  /** The tier, from `1`. */
  readonly tier?: string;
  /** How many of `unit` are charged. */
  readonly amountOf: string;
  readonly unit: string;
  /** Of one `unit`, in the bill's currency; of `%` the rate. */
  readonly price: string;
  /** Rounded as the tariff says. */
  readonly amount: string;
  readonly reason?: LineReason;
}

/** What a sum is based on, as shares of its time from 0 to 1. */
export interface Basis {
  readonly measured: number;
  readonly estimated: number;
  readonly missing: number;
}

/** Money for one meter between two times; amounts are decimal strings. */
export interface Cost {
  readonly kind: "cost";
  readonly site: string;
  readonly meter: string;
  readonly from: number;
  readonly to: number;
  readonly lines: readonly CostLine[];
  readonly amount: string;
  readonly currency: string;
  readonly tariff: string;
  readonly version: number;
}

/** What a rule has decided about a meter or a machine. */
export interface Condition {
  readonly kind: "condition";
  readonly site: string;
  readonly meter?: string;
  readonly machine?: string;
  /** Where it is about the connection of many meters. */
  readonly bus?: string;
  readonly rule: string;
  readonly active: boolean;
  readonly severity: Severity;
  /** When it was decided. */
  readonly at: number;
  /** When it began, perhaps only seen in hindsight. */
  readonly since: number;
  readonly value?: number;
  readonly limit?: number;
  readonly unit?: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** A dated fact about a meter; it may be entered long after its date. */
export interface MeterEvent {
  readonly kind: "event";
  readonly site: string;
  readonly meter: string;
  readonly at: number;
  readonly event: "swap" | "ratio" | "rollover" | "manual" | "calibration" | "correction";
  readonly [fact: string]: unknown;
}

/** What `tariff-cost` can be asked for besides a plain bill. */
export const costQuestions = ["bill", "estimate", "comparison", "check", "postings"] as const;
export type CostQuestion = (typeof costQuestions)[number];

/** A utility's invoice as it is entered, to be compared with ours. */
export interface Invoice {
  readonly lines: readonly {
    readonly component: string;
    readonly period?: string;
    readonly tier?: string;
    readonly amountOf?: string;
    readonly price?: string;
    readonly amount: string;
  }[];
  readonly amount?: string;
}

/** Asks a stateful node about a period. */
export interface Query {
  readonly kind: "query";
  readonly site: string;
  readonly meter?: string;
  readonly from: number;
  readonly to: number;
  /** Of costs: the supply; all of the site when neither it nor a meter is named. */
  readonly supply?: string;
  /** Of costs; `bill` when absent. */
  readonly ask?: CostQuestion;
  /** With `comparison`: which tariffs; all of the same medium when absent. */
  readonly tariffs?: readonly string[];
  /** With `check`. */
  readonly invoice?: Invoice;
}

/** What a supply (or a meter) costs over whole months or a part of one; a pure function of intervals, tariff and period. */
export interface Bill {
  readonly kind: "bill";
  readonly site: string;
  readonly meter?: string;
  /** The contract. */
  readonly supply?: string;
  readonly from: number;
  readonly to: number;
  readonly lines: readonly CostLine[];
  readonly amount: string;
  readonly currency: string;
  /** Id of the tariff; its version follows from the period. */
  readonly tariff?: string;
  readonly basis?: Basis;
  /** What a reader must know besides the lines, as a code with its facts; absent where there is nothing. */
  readonly notes?: readonly Readonly<Record<string, string>>[];
  /** The period is not over, or too much of it is missing. */
  readonly provisional?: true;
  /** Grows with every correction of an interval that it is made from. */
  readonly version: number;
  /** The answer to what else was asked, by the question's name. */
  readonly estimate?: Readonly<Record<string, unknown>>;
  readonly comparison?: Readonly<Record<string, unknown>>;
  readonly check?: Readonly<Record<string, unknown>>;
  readonly postings?: readonly Readonly<Record<string, unknown>>[];
  /** With `postings`: each cost centre, by itself and with those below it. */
  readonly totals?: readonly Readonly<Record<string, unknown>>[];
}

export type Message =
  | Reading
  | Interval
  | Cost
  | Condition
  | MeterEvent
  | Query
  | Bill
  | Alert
  | AlertCommand
  | Notification
  | Delivery
  | CheckReport
  | Baseline;
export type MessageKind = Message["kind"];

/** `<site>/<meter>/<kind>`, the topic of every message. */
export function topicOf(message: Message): string {
  return `${message.site}/${aboutOf(message)}/${message.kind}`;
}

/** The meter, or what else a message is about; `-` where it is about the whole site. */
export function aboutOf(message: Message): string {
  switch (message.kind) {
    case "alert":
      return subjectOf(message.condition);
    case "notification":
      return subjectOf(message.alert.condition);
    case "alert-command":
      return message.alert.split("~")[0] as string;
    case "condition":
    case "delivery":
      return subjectOf(message);
    default:
      return message.meter ?? "-";
  }
}
