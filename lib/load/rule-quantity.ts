import { assertKnownQuantity } from "../metering/known-quantity";
import { quantities } from "../metering/quantities";

const derivedUnits: Readonly<Record<string, string>> = { voltage_unbalance: "%", current_unbalance: "%" };

/** The unit of what a rule watches; of a quantity that exists by phases only, that of a phase. */
export const unitOfRule = (quantity: string): string =>
  derivedUnits[quantity] ?? (quantities.get(quantity) ?? quantities.get(`${quantity}_l1`))?.unit ?? "";

const phase = /_(l[123](_l[123])?|n|sum)$/;

/** What a limit can be set for, with its unit: a quantity of three phases stands once, without a phase. */
export const ruleQuantities: readonly { readonly name: string; readonly unit: string }[] = [
  ...new Set([
    ...[...quantities.values()].filter(({ kind }) => kind === "gauge").map(({ name }) => name.replace(phase, "")),
    ...Object.keys(derivedUnits),
  ]),
].map((name) => ({ name, unit: unitOfRule(name) }));

const measured = [...quantities.values()].filter(({ kind }) => kind !== "identity").map(({ name }) => name);
const limitable = [...new Set([...ruleQuantities.map(({ name }) => name), ...measured])];

/** Throws CONFIG_INVALID where no reading has it, nor is it made from what readings have. */
export const assertLimitable = (quantity: string): void => assertKnownQuantity(quantity, limitable);

/** Throws CONFIG_INVALID where no reading has it. */
export const assertMeasured = (quantity: string): void => assertKnownQuantity(quantity, measured);
