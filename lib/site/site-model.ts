/** The plant as data: what `site.json` says after `parseSite`. Ids are unique within their list. */
export interface SiteModel {
  readonly id: string;
  readonly name: string;
  /** IANA name, e.g. `Europe/Vienna`. */
  readonly timeZone: string;
  /** ISO 4217; costs will be in it. */
  readonly currency: string;
  readonly departments: readonly Department[];
  readonly machines: readonly Machine[];
  readonly buses: readonly BusModel[];
  readonly meters: readonly MeterModel[];
}

export interface Department {
  readonly id: string;
  readonly name: string;
}

export interface Machine {
  readonly id: string;
  readonly name: string;
  readonly department?: string;
}

/** One TCP endpoint (serial lines follow) that carries meters. */
export interface BusModel {
  readonly id: string;
  readonly name: string;
  readonly transport: "tcp";
  readonly host: string;
  readonly port: number;
  /** How long one request may take, ms. */
  readonly timeoutMs: number;
  /** Present where the gateway itself plays the hardware of this bus. */
  readonly simulated?: SimulatedBus;
}

export interface SimulatedBus {
  readonly seed: number;
  /** Simulated seconds per second of the clock. */
  readonly speed: number;
  /** Hours of readings from before the start, so that a new plant has a past. */
  readonly pastHours: number;
}

export interface MeterModel {
  readonly id: string;
  readonly name: string;
  readonly bus: string;
  readonly unitId: number;
  readonly profile: string;
  readonly intervalSeconds: number;
  /** `main`: measures the whole site; `sub`: a part of it. */
  readonly role: "main" | "sub";
  readonly machine?: string;
  readonly department?: string;
  /** What to read; absent: everything the profile has. */
  readonly quantities?: readonly string[];
  /** Rated power of what hangs on it, kW; bounds plausibility and drives the simulator. */
  readonly ratedPowerKw?: number;
}
