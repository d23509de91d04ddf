/** What a simulated meter puts on the wire for one request, where that is more than the plain answer. */
export interface Reply {
  /** Function code and data. */
  readonly pdu: Uint8Array;
  /** Unit id in the answer's frame; absent: the one that was asked. */
  readonly unitId?: number;
  /** Time the meter takes longer than usual, ms. */
  readonly delayMs?: number;
  /** The bytes that go out in place of the finished frame. */
  readonly reshape?: (frame: Uint8Array) => Uint8Array;
  /** A network connection ends after these bytes. */
  readonly hangUp?: boolean;
}

/**
 * Answers a request (function code and data) to a unit id at the moment it has arrived: with function code and
 * data, with more than that, or not at all.
 */
export type Answer = (unitId: number, request: Uint8Array) => Uint8Array | Reply | undefined;

/** The answer in its long form. */
export function replyOf(answer: Uint8Array | Reply): Reply {
  return answer instanceof Uint8Array ? { pdu: answer } : answer;
}
