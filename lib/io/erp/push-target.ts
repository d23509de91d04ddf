import { EnergyError } from "../../contract/error";
import type { Shipment } from "../../erp/shipment";

/** Somewhere documents are sent. */
export interface PushTarget {
  /** Without credentials. */
  readonly name: string;
  /**
   * Resolves with what the target answered, once it has the whole file. Rejects with DOCUMENT_REFUSED when it will never
   * take it as it is, with anything else when it may later. Sending a file again changes nothing. `end` breaks it off.
   */
  send(shipment: Shipment, end: AbortSignal): Promise<string>;
}

export const unreachable = (target: string, detail: string): EnergyError =>
  new EnergyError("TARGET_UNREACHABLE", { target, detail });

/** Why a file system or network operation failed, in short. */
export function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as { code?: string; message?: string };
  return code ?? message ?? String(thrown);
}
