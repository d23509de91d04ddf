import type { MeterFact } from "./meter-facts";
import { countOf, type Scale, turnOf } from "./register-count";

/** One register from a date on: how its values are to be read, and where its new course begins. */
export interface Epoch {
  readonly at: number;
  /** From the register's value to the energy: CT and VT ratio, gain and offset of a calibration. */
  readonly ratio: number;
  readonly gain: number;
  readonly offset: number;
  /** Value as the register shows it at which it returns to 0. */
  readonly max?: number;
  /** What it showed at this date: `final` in the scale of before, `first` in its own. */
  readonly final?: number;
  readonly first?: number;
  /** From this time on its ratio is not known for sure. */
  readonly unsure?: number;
  /** `scale`: the same register, read otherwise. `course`: another register, or set to another value. */
  readonly changes: "scale" | "course" | "turn";
}

/** The registers that a fact with one plain number is about, the first that the meter has. */
const mainRegisters = ["active_energy_import", "active_energy_total", "water_volume", "gas_volume", "heat_energy"];

export const mainRegisterOf = (has: (quantity: string) => boolean): string | undefined => mainRegisters.find(has);

/** The epochs of one register by date; none where nothing was ever said about it. */
export function epochsOf(facts: readonly MeterFact[], quantity: string, isMain: boolean, max?: number): Epoch[] {
  const first: Epoch = { at: 0, ratio: 1, gain: 1, offset: 0, changes: "turn", ...(max !== undefined && { max }) };
  const epochs = max === undefined ? [] : [first];
  const valueIn = (fact: MeterFact, value: MeterFact["final"]): number | undefined =>
    typeof value === "object" ? value[quantity] : isMain || fact.quantity ? value : undefined;
  const changes = facts
    .filter((fact) => fact.quantity === undefined || fact.quantity === quantity)
    .flatMap((fact) => changesBy(fact, (value) => valueIn(fact, value)));
  let last = first;
  for (const { at, to, endsDoubt } of changes.sort((a, b) => a.at - b.at)) {
    const { final: _final, first: _first, unsure, ...scale } = last;
    const isUnsure = unsure !== undefined && !endsDoubt;
    last = { ...scale, ...(isUnsure && { unsure }), ...to(last), at };
    epochs.push(last);
  }
  return epochs;
}

interface Change {
  readonly at: number;
  /** From here on the ratio is known. */
  readonly endsDoubt?: boolean;
  readonly to: (before: Epoch) => Partial<Epoch> & Pick<Epoch, "changes">;
}

type ValueOf = (value: MeterFact["final"]) => number | undefined;

/** None where the fact says nothing about this register. */
function changesBy(fact: MeterFact, valueIn: ValueOf): Change[] {
  const change = (to: ReturnType<Change["to"]>): Change => ({ at: fact.at, to: () => to });
  switch (fact.event) {
    case "swap": {
      const final = valueIn(fact.final);
      const first = valueIn(fact.first);
      const values = { ...(final !== undefined && { final }), ...(first !== undefined && { first }) };
      return [{ ...change({ changes: "course", ...values }), endsDoubt: true }];
    }
    case "manual": {
      const index = valueIn(fact.index);
      return index === undefined ? [] : [change({ changes: "course", final: index, first: index })];
    }
    case "ratio": {
      const ratio = fact.factor ?? (fact.ct ?? 1) * (fact.vt ?? 1);
      const exact = { ...change({ changes: "scale", ratio }), endsDoubt: true };
      if (fact.notBefore === undefined) return [exact];
      // The larger factor may make more of it than the meter can measure.
      const least = (before: Epoch) => Math.min(before.ratio, ratio);
      const unsure = { changes: "scale", unsure: fact.notBefore } as const;
      return [{ at: fact.notBefore, to: (before) => ({ ...unsure, ratio: least(before) }) }, exact];
    }
    case "calibration":
      return [change({ changes: "scale", gain: fact.gain ?? 1, offset: fact.offset ?? 0 })];
    case "rollover":
      return [change({ changes: "turn", max: fact.max as number })];
    case "ratio-suspected": {
      const begin = change({ changes: "turn", unsure: fact.at });
      if (fact.until === undefined) return [begin];
      return [begin, { at: fact.until, endsDoubt: true, to: () => ({ changes: "turn" }) }];
    }
  }
}

/** Counts of a register's value in an epoch's scale; undefined where it is no possible register. */
export function scaled(value: number, epoch: Epoch | undefined): number | undefined {
  return countOf(epoch ? value * epoch.ratio * epoch.gain + epoch.offset : value);
}

/** The register's value that has these counts. */
export function shown(count: number, epoch: Epoch | undefined): number {
  const value = count / 1_000_000;
  return epoch ? (value - epoch.offset) / (epoch.ratio * epoch.gain) : value;
}

/** What holds for the counts of a register in one epoch. */
export interface Terms {
  /** Where it returns to 0. */
  readonly turn?: number;
  /** Absent where it counts as it shows. */
  readonly scale?: Scale;
}

export function termsIn(epoch: Epoch | undefined): Terms {
  if (!epoch) return noTerms;
  const perUnit = perUnitIn(epoch);
  return {
    ...(epoch.max !== undefined && { turn: Math.round(turnOf(epoch.max) * perUnit) }),
    ...((perUnit !== 1 || epoch.offset !== 0) && { scale: { perUnit, offset: epoch.offset } }),
  };
}

const noTerms: Terms = {};

/** What one unit of the register stands for. */
export const perUnitIn = (epoch: Epoch | undefined): number => (epoch ? epoch.ratio * epoch.gain : 1);
