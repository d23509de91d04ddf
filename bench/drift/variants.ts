import { between, chance } from "../../lib/simulate/chance";
import type { Year } from "./year";

/** What is done to a year to see whether the detector knows more than this one. */
export type Variant = (year: Year, seed: number) => Year;

const each = (year: Year, make: (amount: number, day: number, index: number) => number): Year =>
  year.map((day, number) => day.map((amount, index) => make(amount, number, index)));

/** Sum of twelve even chances: normal enough. */
function normal(seed: number, at: number): number {
  let sum = -6;
  for (let index = 0; index < 12; index++) sum += chance(seed, at * 12 + index);
  return sum;
}

const scaled =
  (factor: number): Variant =>
  (year) =>
    each(year, (amount) => amount * factor);

const shifted =
  (hours: number): Variant =>
  (year) => {
    const all = year.flat();
    const perDay = year[0]?.length ?? 96;
    const by = (hours * perDay) / 24;
    return year.map((day, number) => day.map((amount, index) => all[number * perDay + index + by] ?? amount));
  };

/** Every night up to four per cent off by itself, every quarter of an hour three per cent. */
const noisy: Variant = (year, seed) =>
  each(year, (amount, day, index) => {
    return amount * Math.exp(0.02 * normal(seed, day) + 0.03 * normal(seed + 1000, day * 96 + index));
  });

const gaps: Variant = (year, seed) =>
  each(year, (amount, day, index) => (chance(seed, day * 96 + index) < 0.05 ? Number.NaN : amount));

/** 1 January 2018 was a Monday. */
const withoutWeekends: Variant = (year) =>
  year.map((day, number) => (number % 7 >= 5 ? day.map(() => Number.NaN) : day));

const hourly: Variant = (year) =>
  year.map((day) =>
    Array.from({ length: 24 }, (_none, hour) => day.slice(hour * 4, hour * 4 + 4).reduce((sum, one) => sum + one, 0)),
  );

const blockDays = 7;
const reach = 45;

/** Another year: weeks of nights from within six weeks, brought to the level of where they are put. Nights that were worked in winter stay. */
const otherYear: Variant = (year, seed) => {
  const levels = levelsOf(year);
  const days: (readonly number[])[] = year.slice(0, 59);
  while (days.length < year.length) {
    const first = days.length;
    const drawn = Math.floor(between(seed, first, first - reach, first + reach));
    const from = Math.max(59, Math.min(year.length - 35 - blockDays, drawn));
    for (let index = 0; index < blockDays && days.length < year.length; index++) {
      const factor = (levels[days.length] as number) / (levels[from + index] as number);
      days.push((year[from + index] ?? []).map((amount) => amount * factor));
    }
  }
  return days;
};

/** Lower half of the nights' floors within three weeks either side. */
function levelsOf(year: Year): number[] {
  const floors = year.map((day) => [...day.slice(0, 24)].sort((a, b) => a - b)[8] as number);
  return floors.map((_floor, at) => {
    const near = floors.slice(Math.max(0, at - 20), at + 21).sort((a, b) => a - b);
    const low = near.slice(0, near.length >> 1);
    return low.reduce((sum, one) => sum + one, 0) / low.length;
  });
}

/** A made machine: 1.2 kWh per quarter of an hour, controls that cycle, a heater on every third night, summer 15 % lower, some nights worked. */
const madeMachine: Variant = (year, seed) =>
  year.map((day, number) => {
    const season = 1.2 * (1 + 0.08 * Math.cos((2 * Math.PI * (number - 20)) / 365));
    const level = season * Math.exp(0.03 * normal(seed, number));
    const isHeated = chance(seed + 1, number) < 0.33;
    const isWorked = chance(seed + 2, number) < 0.04;
    return day.map((_amount, index) => {
      const heater = isHeated && index % 24 < 12 ? 0.15 : 0;
      const work = isWorked && index < 14 ? 6 : 0;
      return level * (1 + heater + 0.04 * normal(seed + 3, number * 96 + index) + (index % 3 === 0 ? 0.06 : 0)) + work;
    });
  });

export const variants: Readonly<Record<string, Variant>> = {
  asItIs: (year) => year,
  scaledTo30Percent: scaled(0.3),
  scaledTo10Times: scaled(10),
  anHourEarlier: shifted(1),
  anHourLater: shifted(-1),
  noisy,
  gapsOf5Percent: gaps,
  withoutWeekends,
  hourly,
  otherYear,
  madeMachine,
};
