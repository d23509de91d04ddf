import { quantities } from "../../metering/quantities";
import type { ValueOf } from "../meter-values";
import type { MeteringFault } from "./fault";
import { lastOccurrence, occurrenceAt } from "./moments";

/** What a meter shows at any time. */
export type ValuesAt = (at: number) => ValueOf;

/** A meter that shows something else than what went through it. */
export function withMeteringFaults(valuesAt: ValuesAt, faults: readonly MeteringFault[]): ValuesAt {
  return faults.reduce(withFault, valuesAt);
}

function withFault(trueAt: ValuesAt, fault: MeteringFault): ValuesAt {
  const { schedule } = fault;
  const thenAt = keepingLast(trueAt);
  switch (fault.fault) {
    case "stuck":
      return (at) => {
        const values = trueAt(at);
        const frozen = occurrenceAt(schedule, at);
        if (!frozen) return values;
        return (quantity) => (concerns(fault, quantity) ? thenAt(frozen.from) : values)(quantity);
      };
    case "rollover":
      // The register stands so that it reaches its maximum just then, and has come from there for as long as one looks.
      return registers(trueAt, fault, (value, quantity) =>
        positiveRest(value - (thenAt(schedule.from)(quantity) ?? 0), fault.maximum),
      );
    case "zero-read":
      return registers(trueAt, fault, (value, _quantity, at) => (occurrenceAt(schedule, at) ? 0 : value));
    case "reset":
      return registers(trueAt, fault, (value, quantity, at) => {
        const last = lastOccurrence(schedule, at);
        return last ? value - (thenAt(last.from)(quantity) ?? 0) : value;
      });
    case "swap": {
      const swapped = registers(trueAt, fault, (value, quantity, at) => {
        if (at < schedule.from) return value;
        return (fault.registers[quantity] ?? 0) + value - (thenAt(schedule.from)(quantity) ?? 0);
      });
      return (at) => {
        const values = swapped(at);
        const isNew = at >= schedule.from;
        return (quantity) => (isNew && quantity === "serial_number" ? fault.serialNumber : values(quantity));
      };
    }
  }
}

/** Only the registers of a meter, and of these only those that the fault names, where it names any. */
function registers(
  trueAt: ValuesAt,
  fault: MeteringFault,
  shown: (value: number, quantity: string, at: number) => number,
): ValuesAt {
  return (at) => {
    const values = trueAt(at);
    return (quantity) => {
      const value = values(quantity);
      const isRegister = quantities.get(quantity)?.kind === "register";
      if (value === undefined || !isRegister || !concerns(fault, quantity)) return value;
      return shown(value, quantity, at);
    };
  };
}

function concerns(fault: MeteringFault, quantity: string): boolean {
  return !("quantities" in fault) || (fault.quantities?.includes(quantity) ?? true);
}

const positiveRest = (value: number, of: number): number => ((value % of) + of) % of;

/** The values of a moment are asked for again and again as long as a fault lasts. */
function keepingLast(valuesAt: ValuesAt): ValuesAt {
  let known: { readonly at: number; readonly values: ValueOf } | undefined;
  return (at) => {
    if (known?.at !== at) known = { at, values: valuesAt(at) };
    return known.values;
  };
}
