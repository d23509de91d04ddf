import type { RegisterRequest } from "../../acquire/meter-session";

/** An open way to the meters of a bus. After any doubt about its stream it is closed for good: open another. */
export interface Connection {
  readonly open: boolean;
  /** No longer to be trusted with many more requests: to be closed when it is idle. */
  readonly worn: boolean;
  /** As many at a time as the bus takes. Rejects with BUS_CLOSED or METER_… . */
  read(request: RegisterRequest, timeoutMs: number): Promise<DataView>;
  close(): void;
}

/** Rejects with BUS_UNREACHABLE after `timeoutMs` at the latest. */
export type Connect = (timeoutMs: number) => Promise<Connection>;
