import type { Quality } from "../contract/messages";
import type { Field } from "./field-mapping";
import type { RawUplink } from "./uplink";

/** A message as it came, its payload parsed. */
export interface Incoming {
  /** "" where it has none. */
  readonly topic: string;
  readonly payload: unknown;
}

/** What one device says in a message: where its values stand, not yet the values. */
export interface Part {
  /** The id that the device sends under; checked later. Undefined where the message names none. */
  readonly device: unknown;
  /** Where the id stands, for an error. */
  readonly devicePlace: string;
  /** Absent: this form has no time of its own, so that it is measured when it arrives. */
  readonly time?: { readonly value: unknown };
  /** What the fields' paths begin at. */
  readonly document: unknown;
  readonly fields: readonly Field[];
  /** Without any value it is no error: devices leave out what has not changed. */
  readonly mayBeEmpty?: true;
  /** Only one of several messages that make a reading together. */
  readonly fragment?: true;
  readonly uplink?: RawUplink;
  /** Where the sender judges its values itself. */
  readonly quality?: Quality;
  readonly reason?: string;
}

/**
 * One way in which devices speak. `parts` gives undefined for a message that is not of this format and
 * an empty list for one that is but says nothing to measure: a join, a status, a switch. It may throw
 * MESSAGE_INVALID.
 */
export interface Format {
  readonly id: string;
  parts(incoming: Incoming): readonly Part[] | undefined;
}

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
