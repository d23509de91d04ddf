import type { RawExport } from "../erp/profile-schema";
import type { Calibrations } from "../metering/calibration";
import type { MeterFact } from "../metering/meter-facts";
import type { CalendarModel } from "./calendar";
import type { CostModel } from "./cost-model";
import type { DeviceSource } from "./device-source";
import type { PulseSource } from "./pulse-source";
import type { Recipient } from "./recipient";
import type { SiteRule } from "./site-rules";
import type { VirtualSource } from "./virtual-source";

/** The plant as data: what `site.json` says after `parseSite`. Ids are unique within their list. */
export interface SiteModel extends CostModel {
  readonly id: string;
  readonly name: string;
  /** IANA name, e.g. `Europe/Vienna`. */
  readonly timeZone: string;
  /** ISO 4217, of all costs. */
  readonly currency: string;
  /** Of the site and its departments, and of machines that name no other. */
  readonly calendar?: string;
  readonly calendars: readonly CalendarModel[];
  readonly departments: readonly Department[];
  readonly machines: readonly Machine[];
  readonly buses: readonly BusModel[];
  readonly meters: readonly MeterModel[];
  readonly rules: readonly SiteRule[];
  /** Who is told of alerts. */
  readonly recipients: readonly Recipient[];
  /** What the ERP gets, as it is written; every entry has passed `parseExport`. */
  readonly exports: readonly RawExport[];
}

export interface Department {
  readonly id: string;
  readonly name: string;
}

export interface Machine {
  readonly id: string;
  readonly name: string;
  readonly department?: string;
  readonly calendar?: string;
}

/** A serial line's characters: always 8 data bits. */
export interface SerialLine {
  readonly baud: number;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

interface LinkTiming {
  /** How long one request may take, ms. */
  readonly timeoutMs: number;
  /** Silence before each request beyond what the protocol asks for, ms: slow meters need it. */
  readonly pauseMs: number;
  /** How long a meter takes before it answers, ms; absent: as its profile says, else a usual one. */
  readonly turnaroundMs?: number;
}

export interface TcpLink extends LinkTiming {
  readonly transport: "tcp";
  readonly host: string;
  readonly port: number;
  /** Most requests on their way at a time; many gateways take only one. */
  readonly parallel: number;
  /** The serial line behind a gateway, where there is one and it is known: for planning only. */
  readonly line?: SerialLine;
}

/** RS-485 or RS-232 on this machine. */
export interface RtuLink extends LinkTiming {
  readonly transport: "rtu";
  /** Device file, e.g. `/dev/ttyUSB0`. */
  readonly path: string;
  readonly line: SerialLine;
}

/** A transparent gateway: RTU frames, CRC included, in a TCP stream or in UDP datagrams. */
export interface RtuNetworkLink extends LinkTiming {
  readonly transport: "rtu-over-tcp" | "rtu-over-udp";
  readonly host: string;
  readonly port: number;
  readonly line: SerialLine;
}

/** How to reach one bus. */
export type BusLink = TcpLink | RtuLink | RtuNetworkLink;

/** One serial line or network endpoint that carries meters. */
export type BusModel = BusLink & {
  readonly id: string;
  readonly name: string;
  /** Present where the gateway itself plays the hardware of this bus. */
  readonly simulated?: SimulatedBus;
};

export interface SimulatedBus {
  readonly seed: number;
  /** Simulated seconds per second of the clock. */
  readonly speed: number;
  /** Hours of readings from before the start, so that a new plant has a past. */
  readonly pastHours: number;
  /** How long its meters take before they answer, ms. */
  readonly turnaroundMs: number;
}

interface MeterIdentity {
  readonly id: string;
  readonly name: string;
  /** `main`: measures the whole site; `sub`: a part of it. */
  readonly role: "main" | "sub";
  readonly machine?: string;
  readonly department?: string;
  /** Meter upstream, whose consumption includes this one's. */
  readonly parent?: string;
  /** Rated power of what hangs on it, kW; bounds plausibility and drives the simulator. */
  readonly ratedPowerKw?: number;
  /** The most that can flow through it: L/min of water, m³/min of gas. */
  readonly ratedFlow?: number;
  /** Value at which its registers return to 0, or by quantity. */
  readonly rollover?: number | Readonly<Record<string, number>>;
  /** The last digit that its registers count, in their unit. */
  readonly resolution?: number;
  /** Dated facts: exchanged, other transformers, calibrated … */
  readonly events?: readonly MeterFact[];
  /** How often a value of it is expected. */
  readonly intervalSeconds: number;
  /** Corrections of its raw values, each from a date on. */
  readonly calibrations?: Calibrations;
}

/** A meter that is read over a bus. */
export interface BusMeter extends MeterIdentity {
  readonly bus: string;
  readonly unitId: number;
  readonly profile: string;
  /** What to read; absent: everything the profile has. */
  readonly quantities?: readonly string[];
  /** Seconds between readings of single quantities, or of `gauges`, `registers` or `identity`. */
  readonly cadence?: Readonly<Record<string, number>>;
  /** How long one request to it may take, ms; absent: as its bus says. */
  readonly timeoutMs?: number;
}

/** A meter whose pulses are counted. */
export interface PulseMeter extends MeterIdentity {
  readonly pulse: PulseSource;
}

/** A device that sends its values by itself: MQTT, LoRaWAN, HTTP. */
export interface DeviceMeter extends MeterIdentity {
  readonly device: DeviceSource;
}

/** A meter that is computed from others. */
export interface VirtualMeter extends MeterIdentity {
  readonly virtual: VirtualSource;
}

export type MeterModel = BusMeter | PulseMeter | DeviceMeter | VirtualMeter;

export const isBusMeter = (meter: MeterModel): meter is BusMeter => "bus" in meter;

export const isPulseMeter = (meter: MeterModel): meter is PulseMeter => "pulse" in meter;

export const isDeviceMeter = (meter: MeterModel): meter is DeviceMeter => "device" in meter;

export const isVirtualMeter = (meter: MeterModel): meter is VirtualMeter => "virtual" in meter;
