import type { RegisterRequest } from "../../acquire/meter-session";

/** An open way to the meters of a bus. After any doubt about its stream it is closed for good: open another. */
export interface Connection {
  readonly open: boolean;
  /** No longer to be trusted with many more requests: to be closed when it is idle. */
  readonly worn: boolean;
  /** As many at a time as the bus takes. Rejects with BUS_CLOSED or METER_… . */
  read(request: RegisterRequest, timeoutMs: number): Promise<DataView>;
  close(): void;
  /**
   * Told when a request that was given up is over at the latest: how long that took, ms, and how long the answer took
   * by which it was seen, where that was somebody else's. A gateway may wait for a dead meter, and everybody with it.
   */
  onHeld?: (ms: number, answerMs?: number) => void;
}

/** Rejects with BUS_UNREACHABLE after `timeoutMs` at the latest. */
export type Connect = (timeoutMs: number) => Promise<Connection>;
