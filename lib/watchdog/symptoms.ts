import type { Reading, Severity } from "../contract/messages";
import type { MeterWatch, RegisterWatch, WatchedRule } from "./watch-state";
import type { WatchedMeter } from "./watchdog-config";

/** What a check sees in a reading. Absent: it cannot say anything of this one. */
export interface Symptom {
  readonly rule: WatchedRule;
  readonly severity: Severity;
  readonly wrong: boolean;
  /** How long it must be wrong before it is told, ms. */
  readonly afterMs: number;
  /** When it began, where that is known better than by the first sight of it. */
  readonly since?: number;
  readonly value?: number;
  readonly limit?: number;
  readonly unit?: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** Everything that one reading says about its meter; `before` is what was known until then. */
export function symptomsOf(meter: WatchedMeter, before: MeterWatch, reading: Reading, now: number): Symptom[] {
  return [
    staleness(meter, before, reading, now),
    clock(meter, before, reading, now),
    frozen(meter, before, reading),
    frozenRegister(meter, registerAfter(before.register, reading), reading),
    implausible(meter, reading),
  ].filter((symptom) => symptom !== undefined);
}

/** Readings come, but always of the same old time. */
function staleness(
  { rule }: WatchedMeter,
  { newestAt }: MeterWatch,
  { at }: Reading,
  now: number,
): Symptom | undefined {
  if (newestAt === undefined) return undefined;
  const seconds = Math.round((now - newestAt) / 1000);
  return {
    rule: "stale",
    severity: "warning",
    wrong: at <= newestAt && seconds > rule.clockSeconds,
    afterMs: 0,
    since: newestAt,
    value: seconds,
    limit: rule.clockSeconds,
    unit: "s",
    evidence: { lastMeasured: newestAt },
  };
}

/** How far the lag of one reading may differ from that of the one before: what is sent afterwards catches up. */
const steadyMs = 5_000;

/** The device's clock goes, but wrong: each reading is as far off as the one before. */
function clock(
  { rule, intervalMs }: WatchedMeter,
  { newestAt, lagMs }: MeterWatch,
  { at }: Reading,
  now: number,
): Symptom | undefined {
  if (newestAt === undefined || lagMs === undefined || at <= newestAt) return undefined;
  const lag = now - at;
  const steady = Math.abs(lag - lagMs) <= Math.max(steadyMs, intervalMs / 2);
  const limit = rule.clockSeconds * 1000;
  return {
    rule: "clock-off",
    severity: "warning",
    wrong: steady && Math.abs(lag) > limit,
    afterMs: 3 * intervalMs,
    value: Math.round(-lag / 1000),
    limit: rule.clockSeconds,
    unit: "s",
    evidence: { aheadSeconds: Math.round(-lag / 1000) },
  };
}

/** What never stands still on a live mains supply. */
const moving = /^(voltage|frequency|current)(_|$)/;
/** Fewer values can be the same by chance. */
const leastMoving = 3;

/** The values that must move, as text; undefined where a reading has too few of them. */
export function shownBy({ values }: Reading): string | undefined {
  const names = Object.keys(values).filter((name) => moving.test(name) && values[name] !== 0);
  if (names.length < leastMoving || !names.some((name) => !name.startsWith("current"))) return undefined;
  return names
    .sort()
    .map((name) => `${name} ${values[name]}`)
    .join(" ");
}

function frozen({ rule }: WatchedMeter, { shown }: MeterWatch, reading: Reading): Symptom | undefined {
  const now = shownBy(reading);
  if (now === undefined || shown === undefined) return undefined;
  return {
    rule: "frozen",
    severity: "warning",
    wrong: now === shown,
    afterMs: rule.frozenSeconds * 1000,
    evidence: { values: now.split(" ").length / 2 },
  };
}

const energyRegisters = ["active_energy_import", "active_energy_total"] as const;
/** Where no step of a register has been seen yet, none is larger, kWh. */
const usualLargestStep = 10;
const stepsExpected = 5;
const hourMs = 3_600_000;

/** What the register and the power of a reading add to what is known of both. */
export function registerAfter(before: RegisterWatch | undefined, { at, values }: Reading): RegisterWatch | undefined {
  const power = values.active_power ?? before?.power;
  const name = energyRegisters.find((one) => values[one] !== undefined);
  const value = name === undefined ? before?.value : values[name];
  if (value === undefined || power === undefined) return before;
  if (!before || at < before.at) return before ?? { value, since: at, power, at, expected: 0 };
  if (value !== before.value) {
    const risen = value - before.value;
    const step = risen > 0 ? Math.min(risen, before.step ?? risen) : before.step;
    return { value, since: at, power, at, expected: 0, ...(step !== undefined && { step }) };
  }
  const expected = before.expected + (Math.max(0, before.power) * (at - before.at)) / hourMs;
  return { ...before, power, at, expected };
}

/** Energy flows, and the register stands. */
function frozenRegister(
  { rule }: WatchedMeter,
  register: RegisterWatch | undefined,
  { at }: Reading,
): Symptom | undefined {
  if (!register) return undefined;
  const limit = stepsExpected * (register.step ?? usualLargestStep);
  const long = at - register.since >= rule.frozenSeconds * 1000;
  return {
    rule: "register-frozen",
    severity: "warning",
    wrong: long && register.expected > limit,
    afterMs: 0,
    since: register.since,
    value: Math.round(register.expected * 1000) / 1000,
    limit: Math.round(limit * 1000) / 1000,
    unit: "kWh",
    evidence: { register: register.value },
  };
}

/** Above its rating a meter may measure overloads, but not for long. */
const overload = 1.5;

function implausible({ rule, ratedPowerKw }: WatchedMeter, { quality, reason, values }: Reading): Symptom {
  const afterMs = rule.implausibleSeconds * 1000;
  const told = { rule: "implausible", severity: "warning", afterMs } as const;
  if (quality === "bad") return { ...told, wrong: true, evidence: { what: "bad", ...(reason && { reason }) } };
  const negative = energyRegisters.find((name) => (values[name] ?? 0) < 0);
  if (negative)
    return {
      ...told,
      wrong: true,
      value: values[negative] as number,
      limit: 0,
      unit: "kWh",
      evidence: { what: "negative", quantity: negative },
    };
  const power = values.active_power;
  const limit = ratedPowerKw === undefined ? Number.POSITIVE_INFINITY : overload * ratedPowerKw;
  if (power !== undefined && Math.abs(power) > limit) {
    return { ...told, wrong: true, value: power, limit, unit: "kW", evidence: { what: "rating", ratedPowerKw } };
  }
  return { ...told, wrong: false, evidence: {} };
}
