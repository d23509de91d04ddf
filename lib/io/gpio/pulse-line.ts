import type { EnergyError } from "../../contract/error";

/** What a GPIO line tells of itself. Times are of the steady clock. */
export interface PulseListener {
  pulse(steady: number): void;
  /** Edges of which nothing is known but that they were there. */
  missed(edges: number): void;
  /** The line is watched. */
  watching(): void;
  /** It is not watched. */
  failed(error: EnergyError): void;
}

/** A watched GPIO line. */
export interface PulseLine {
  stop(): Promise<void>;
}
