import { decoderOf } from "../../dist/lib/acquire/decode.js";
import type { Profile } from "../../dist/lib/acquire/profile.js";
import type { Reading } from "../../dist/lib/contract/messages.js";
import { encodeRegister } from "../../dist/lib/simulate/encode.js";

/** A number and an angle in degrees, as complex numbers. */
type Complex = readonly [re: number, im: number];

const polar = (size: number, degrees: number): Complex => [
  size * Math.cos((degrees * Math.PI) / 180),
  size * Math.sin((degrees * Math.PI) / 180),
];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const conjugate = ([re, im]: Complex): Complex => [re, -im];
const less = ([a, b]: Complex, [c, d]: Complex): Complex => [a - c, b - d];
const size = ([re, im]: Complex): number => Math.hypot(re, im);

/** What hangs on one phase. */
export interface PhaseLoad {
  amperes: number;
  /** By how much the current is behind the voltage, degrees; beyond 90 it feeds in. */
  angle: number;
}

export interface Installation {
  readonly volts: readonly [number, number, number];
  readonly hertz: number;
  readonly loads: readonly [PhaseLoad, PhaseLoad, PhaseLoad];
  /** kWh that the meter has counted before. */
  readonly counted: { readonly into: number; readonly out: number };
  /** 1: L1, L2, L3; -1: the other way round. */
  readonly rotation?: 1 | -1;
}

/** What is wrong between the conductors and the reader. */
export interface Miswiring {
  /** The conductor, 0 to 2, whose transformer each channel has. */
  readonly conductor?: readonly [number, number, number];
  readonly reversed?: readonly [boolean, boolean, boolean];
  /** What the meter shows of some quantities is so many times too large. */
  readonly scaled?: { readonly quantities: RegExp; readonly times: number };
  /** Import is counted as export and the other way round. */
  readonly registersExchanged?: boolean;
  /** The same answer again and again. */
  readonly frozen?: boolean;
  /** Volts of single phases instead of the supply's. */
  readonly volts?: Partial<Record<0 | 1 | 2, number>>;
}

const phases = ["l1", "l2", "l3"];
const lines = ["l1_l2", "l2_l3", "l3_l1"];

/** Every value that a meter of three phases would show, in canonical units, from the vectors of voltage and current. */
export function shownBy(
  installation: Installation,
  wrong: Miswiring,
  hours: number,
  flicker: number,
): Map<string, number> {
  const { rotation = 1, hertz, loads, counted } = installation;
  const { conductor = [0, 1, 2], reversed = [false, false, false], volts = {} } = wrong;
  const angles = [0, -120 * rotation, 120 * rotation];
  const supply = installation.volts.map((level, n) => polar(level * (1 + 0.002 * flicker), angles[n] ?? 0));
  const currents = loads.map(({ amperes, angle }, n) =>
    polar(amperes * (1 + 0.03 * flicker), (angles[n] ?? 0) - angle),
  );
  const voltages = supply.map((vector, n) => polar(volts[n as 0] ?? size(vector), angles[n] ?? 0));
  const measured = [0, 1, 2].map((channel) => {
    const own = currents[conductor[channel] ?? 0] ?? [0, 0];
    return reversed[channel] ? less([0, 0], own) : own;
  });
  const powers = [0, 1, 2].map((n) => times(voltages[n] ?? [0, 0], conjugate(measured[n] ?? [0, 0])));

  const shown = new Map<string, number>();
  const put = (base: string, parts: readonly number[], whole: number): void => {
    parts.forEach((part, n) => {
      shown.set(`${base}_${phases[n]}`, part);
    });
    shown.set(base, whole);
  };
  const sum = (parts: readonly number[]): number => parts.reduce((a, b) => a + b, 0);
  const active = powers.map(([re]) => re / 1000);
  const reactive = powers.map(([, im]) => im / 1000);
  const apparent = powers.map((vector) => size(vector) / 1000);
  put("active_power", active, sum(active));
  put("reactive_power", reactive, sum(reactive));
  put("apparent_power", apparent, sum(apparent));
  put(
    "power_factor",
    active.map((kw, n) => kw / (apparent[n] || 1)),
    sum(active) / (sum(apparent) || 1),
  );
  put("voltage", voltages.map(size), sum(voltages.map(size)) / 3);
  put("current", measured.map(size), sum(measured.map(size)) / 3);
  shown.set("current_sum", sum(measured.map(size)));
  shown.set("current_n", size(measured.reduce<Complex>((a, b) => less(a, less([0, 0], b)), [0, 0])));
  lines.forEach((name, n) => {
    shown.set(`voltage_${name}`, size(less(voltages[n] ?? [0, 0], voltages[(n + 1) % 3] ?? [0, 0])));
  });
  shown.set("phase_sequence", rotation === 1 ? 0 : -1);
  shown.set("frequency", hertz + 0.01 * flicker);
  shown.set("active_power_import", Math.max(0, sum(active)));
  shown.set("active_power_export", Math.max(0, -sum(active)));

  // The meter counts what it measures itself: the sum of its phases, in or out.
  const energy = sum(active) * hours;
  const [into, out] = wrong.registersExchanged
    ? [Math.max(0, -energy), Math.max(0, energy)]
    : [Math.max(0, energy), Math.max(0, -energy)];
  for (const [direction, more] of [
    ["import", counted.into + into],
    ["export", counted.out + out],
  ] as const) {
    shown.set(`active_energy_${direction}`, more);
    shown.set(`active_energy_${direction}_t1`, more * 0.6);
    shown.set(`active_energy_${direction}_t2`, more * 0.4);
  }
  shown.set("active_energy_total", counted.into + counted.out + Math.abs(energy));
  for (const [name, value] of shown) {
    if (wrong.scaled?.quantities.test(name)) shown.set(name, value * wrong.scaled.times);
  }
  return shown;
}

/** What a reader with `profile` makes of the registers of a meter that really is a `meter`. */
export function readBy(
  profile: Profile,
  shown: ReadonlyMap<string, number>,
  meter: Profile = profile,
): Record<string, number> {
  const values: Record<string, number> = {};
  for (const register of profile.registers) {
    const own = meter.registers.find(({ quantity }) => quantity === register.quantity) ?? register;
    const value = shown.get(register.quantity);
    if (value === undefined || register.also || register.exponent) {
      if (value !== undefined) values[register.quantity] = value;
      continue;
    }
    const words = encodeRegister(own, meter.wordOrder, value);
    const data = new DataView(new ArrayBuffer(2 * words.length));
    words.forEach((word, n) => {
      data.setUint16(2 * n, word);
    });
    const decoded = decoderOf({ ...register, fourQuadrant: false }, profile.wordOrder)(data, 0);
    if (decoded !== undefined) values[register.quantity] = decoded;
  }
  return values;
}

/** Once a second, with loads and supply that move a little. */
export function readingsOf(
  profile: Profile,
  installation: Installation,
  wrong: Miswiring = {},
  { seconds = 20, meter = profile } = {},
): Reading[] {
  return Array.from({ length: seconds + 1 }, (_, second) => {
    const moment = wrong.frozen ? 0 : second;
    // Seven and three have no common period, so that no two seconds of a check are alike.
    const flicker = wrong.frozen ? 0 : Math.sin(moment / 7) * Math.cos(moment / 3);
    const values = readBy(profile, shownBy(installation, wrong, moment / 3600, flicker), meter);
    return {
      kind: "reading",
      site: "works",
      meter: "m1",
      at: 1_767_225_600_000 + 1000 * second,
      values,
      quality: "good",
    };
  });
}
