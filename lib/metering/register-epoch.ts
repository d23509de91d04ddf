import type { MeterFact } from "./meter-facts";
import { countOf, turnOf } from "./register-count";

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
  /** `scale`: the same register, read otherwise. `course`: another register, or set to another value. */
  readonly changes: "scale" | "course" | "turn";
}

/** The registers that a fact with one plain number is about, the first that the meter has. */
const mainRegisters = ["active_energy_import", "active_energy_total", "water_volume", "gas_volume", "heat_energy"];

export const mainRegisterOf = (has: (quantity: string) => boolean): string | undefined => mainRegisters.find(has);

/** The epochs of one register by date; none where nothing was ever said about it. */
export function epochsOf(facts: readonly MeterFact[], quantity: string, isMain: boolean, max?: number): Epoch[] {
  const epochs: Epoch[] = [];
  let last: Epoch = { at: 0, ratio: 1, gain: 1, offset: 0, changes: "turn", ...(max !== undefined && { max }) };
  if (max !== undefined) epochs.push(last);
  for (const fact of [...facts].sort((a, b) => a.at - b.at)) {
    if (fact.quantity !== undefined && fact.quantity !== quantity) continue;
    const change = changeBy(fact, (value) =>
      typeof value === "object" ? value[quantity] : isMain || fact.quantity ? value : undefined,
    );
    if (!change) continue;
    const { final: _final, first: _first, ...scale } = last;
    last = { ...scale, ...change, at: fact.at };
    epochs.push(last);
  }
  return epochs;
}

type ValueOf = (value: MeterFact["final"]) => number | undefined;

/** Undefined where the fact says nothing about this register. */
function changeBy(fact: MeterFact, valueIn: ValueOf): (Partial<Epoch> & Pick<Epoch, "changes">) | undefined {
  switch (fact.event) {
    case "swap": {
      const final = valueIn(fact.final);
      const first = valueIn(fact.first);
      return { changes: "course", ...(final !== undefined && { final }), ...(first !== undefined && { first }) };
    }
    case "manual": {
      const index = valueIn(fact.index);
      return index === undefined ? undefined : { changes: "course", final: index, first: index };
    }
    case "ratio":
      return { changes: "scale", ratio: fact.factor ?? (fact.ct ?? 1) * (fact.vt ?? 1) };
    case "calibration":
      return { changes: "scale", gain: fact.gain ?? 1, offset: fact.offset ?? 0 };
    case "rollover":
      return { changes: "turn", max: fact.max as number };
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

export function turnIn(epoch: Epoch | undefined): number | undefined {
  return epoch?.max === undefined ? undefined : Math.round(turnOf(epoch.max) * epoch.ratio * epoch.gain);
}
