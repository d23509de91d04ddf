/**
 * The messages that travel in `msg.payload`. One type per kind; the JSON Schemas beside this file
 * (`schemas.ts`) describe the same shapes for the outside. Times are milliseconds since the epoch, UTC.
 */
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

export interface CostLine {
  readonly component: string;
  readonly period?: string;
  readonly tier?: string;
  readonly amountOf: string;
  readonly unit: string;
  readonly price: string;
  readonly amount: string;
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

/** Asks a stateful node about a period. */
export interface Query {
  readonly kind: "query";
  readonly site: string;
  readonly meter?: string;
  readonly from: number;
  readonly to: number;
}

export interface Bill {
  readonly kind: "bill";
  readonly site: string;
  readonly meter?: string;
  readonly from: number;
  readonly to: number;
  readonly lines: readonly CostLine[];
  readonly amount: string;
  readonly currency: string;
  readonly version: number;
}

export interface Alert {
  readonly kind: "alert";
  readonly id: string;
  readonly condition: Condition;
  readonly state: "raised" | "acknowledged" | "cleared";
  readonly at: number;
}

export type Message = Reading | Interval | Cost | Condition | MeterEvent | Query | Bill | Alert | CheckReport;
export type MessageKind = Message["kind"];

/** `<site>/<meter>/<kind>`, the topic of every message. */
export function topicOf(message: { site: string; kind: MessageKind; meter?: string; machine?: string }): string {
  return `${message.site}/${message.meter ?? message.machine ?? "-"}/${message.kind}`;
}
