import { EnergyError, toEnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import { calibrated } from "../metering/calibration";
import type { DeviceBook, DeviceMeter } from "./device-book";
import { readFields } from "./field-mapping";
import type { Part } from "./form";
import type { Recognise } from "./formats";
import { FrameCounters } from "./frame-counters";
import { type Gathered, Gatherer } from "./gatherer";
import { type MeasuringTime, measuringTime } from "./measuring-time";
import { withPhaseSums } from "./phase-sums";
import { UniqueTimes } from "./unique-times";
import { checkedUplink, type Uplink } from "./uplink";

export interface IntakeMessage {
  readonly topic: string;
  /** Parsed; a list is so many messages. */
  readonly payload: unknown;
  /** The broker had kept it: nobody knows how old it is. */
  readonly retained: boolean;
  /**
   * Somebody waits for the answer that it is stored: repeats are given again, at the time they had, for the
   * first one may have been lost on its way to the journal, which knows what it has.
   */
  readonly answered?: boolean;
}

/** What became of a message. */
export interface IntakeResult {
  readonly readings: readonly Reading[];
  /** Place in the message's list, 0 where it is none. */
  readonly failures: readonly { readonly index: number; readonly error: EnergyError }[];
  /** Uplinks that had been here before. */
  readonly repeats: number;
  /** Messages in it: the length of its list, or 1. */
  readonly received: number;
  /** Whether the message was a list. */
  readonly listed: boolean;
  /** Devices of which the uplinks before this one were lost; none lost where `missed` is 0. */
  readonly gaps: readonly { readonly device: string; readonly missed: number }[];
}

const mostItems = 1000;

/** Turns messages of devices into readings. Holds what it must know of earlier ones, and knows no clock. */
export class Intake {
  readonly #frames = new FrameCounters();
  readonly #gatherer = new Gatherer();
  readonly #times = new UniqueTimes();

  constructor(
    private readonly recognise: Recognise,
    private readonly devices: DeviceBook,
    /** Of times without an offset. */
    private readonly zone: string,
  ) {}

  /** Whether `due` should be asked later. */
  get waiting(): boolean {
    return this.#gatherer.waiting;
  }

  /** Throws MESSAGE_INVALID only for a list that is too long; else the failures tell. */
  take(message: IntakeMessage, now: number): IntakeResult {
    const { topic, payload } = message;
    const listed = Array.isArray(payload);
    const items: readonly unknown[] = listed ? payload : [payload];
    if (items.length > mostItems) {
      throw new EnergyError("MESSAGE_INVALID", { place: "payload", detail: `more than ${mostItems} readings` });
    }
    const result = { readings: [] as Reading[], failures: [] as { index: number; error: EnergyError }[], repeats: 0 };
    const gaps: { device: string; missed: number }[] = [];
    for (const [index, item] of items.entries()) {
      try {
        // All of it or nothing: a message that is wrong in one place is not to be trusted in the others.
        const taken = this.recognise({ topic, payload: item }).map((part) => this.#takePart(part, message, now));
        result.readings.push(...taken.flatMap(({ readings }) => readings));
        result.repeats += taken.filter(({ repeated }) => repeated).length;
        gaps.push(...taken.flatMap(({ gap }) => gap ?? []));
      } catch (thrown) {
        result.failures.push({ index, error: toEnergyError(thrown) });
      }
    }
    return { ...result, gaps, listed, received: items.length };
  }

  /** Readings of values that came one by one and are complete at `now`. */
  due(now: number): readonly Reading[] {
    return this.#gatherer.due(now).map((gathered) => this.#whole(gathered));
  }

  #takePart(part: Part, { retained, answered = false }: IntakeMessage, now: number): Taken {
    const device = deviceOf(part);
    const meter = this.devices.find(device);
    if (!meter && device === "")
      throw new EnergyError("MESSAGE_INVALID", { place: part.devicePlace, detail: "is missing" });
    if (!meter) throw new EnergyError("DEVICE_UNKNOWN", { device: device.slice(0, 64) });
    const uplink = part.uplink && checkedUplink(part.uplink);
    const values = valuesOf(part, meter, uplink);
    if (!values) return { readings: [] };
    if (part.fragment) {
      const before = this.#gatherer.add(meter, values, now);
      return { readings: before.map((gathered) => this.#whole(gathered)) };
    }
    const time = timeOf(part, retained, now, this.zone);
    const fate = uplink && this.#frames.take(device.toLowerCase(), frameOf(uplink, time.at));
    if (fate?.fate === "repeat") {
      const again = { ...time, at: fate.at, arrival: false };
      return { readings: answered ? [this.#reading(meter, values, again, part)] : [], repeated: true };
    }
    const reading = this.#reading(meter, values, time, part);
    return { readings: [reading], ...(fate?.fate === "next" && { gap: { device, missed: fate.missed } }) };
  }

  #whole({ meter, at, values }: Gathered): Reading {
    return this.#reading(meter, values, { at, arrival: true }, {});
  }

  #reading(meter: DeviceMeter, raw: Values, time: MeasuringTime, { quality, reason }: Judgement): Reading {
    const at = this.#times.place(meter.meter, time.at, Object.keys(raw), time.arrival);
    const reasons = [reason, time.doubt].filter((one) => one !== undefined).join("; ");
    const reading: Reading = {
      kind: "reading",
      site: meter.site,
      meter: meter.meter,
      at,
      values: raw,
      quality: time.doubt !== undefined && quality !== "bad" ? "uncertain" : (quality ?? "good"),
      ...(reasons !== "" && { reason: reasons }),
    };
    return withPhaseSums(calibrated(reading, meter.calibrations));
  }
}

type Values = Readonly<Record<string, number>>;
type Judgement = Pick<Part, "quality" | "reason">;

interface Taken {
  readonly readings: readonly Reading[];
  readonly repeated?: boolean;
  readonly gap?: { readonly device: string; readonly missed: number };
}

function deviceOf({ device, devicePlace }: Part): string {
  if (device === undefined) return "";
  const text = typeof device === "number" && Number.isSafeInteger(device) ? String(device) : device;
  if (typeof text === "string" && text !== "" && text.length <= 128) return text;
  throw new EnergyError("MESSAGE_INVALID", { place: devicePlace, detail: "must be the id of a device" });
}

/** Undefined where there are none, and that is nothing wrong. */
function valuesOf(part: Part, meter: DeviceMeter, uplink: Uplink | undefined): Values | undefined {
  const { document, fields, mayBeEmpty = false } = part;
  const { bytes, fPort } = uplink ?? {};
  const decoded = bytes && meter.decoder?.(bytes, fPort);
  const values = decoded ?? readFields(document, meter.fields ?? fields);
  if (Object.keys(values).length > 0) return values;
  // A decoder speaks of the ports that measure; what comes on others is the device's own affair.
  if (mayBeEmpty || (bytes && meter.decoder)) return undefined;
  const places = (meter.fields ?? fields)
    .map(({ place }) => place)
    .join(", ")
    .slice(0, 200);
  const sought = places === "" ? "nothing in it is known; it needs a mapping" : `none of ${places} is there`;
  throw new EnergyError("MESSAGE_INVALID", { place: "payload", detail: sought });
}

function timeOf({ time }: Part, retained: boolean, now: number, zone: string): MeasuringTime {
  if (time) return measuringTime(time.value, now, zone);
  return retained ? { at: now, arrival: true, doubt: "kept by the broker, age unknown" } : { at: now, arrival: true };
}

function frameOf({ counter, session }: Uplink, at: number) {
  return { counter, at, ...(session !== undefined && { session }) };
}
