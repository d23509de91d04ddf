import { EnergyError } from "../contract/error";
import { nearest } from "../contract/nearest";
import { quantities } from "./quantities";

const registers = [...quantities.values()].filter(({ kind }) => kind === "register").map(({ name }) => name);

/** What a rule's `quantity` says must be one of `known`. Throws CONFIG_INVALID with those that are like it. */
export function assertKnownQuantity(quantity: string, known: readonly string[]): void {
  if (known.includes(quantity)) return;
  const near = nearest(quantity, known).join(", ");
  throw wrong(
    near === "" ? `there is no quantity "${quantity}"` : `there is no quantity "${quantity}"; near ones: ${near}`,
  );
}

/** As `assertKnownQuantity`, where amounts are needed: a gauge has none. */
export function assertCounted(quantity: string): void {
  if (quantities.get(quantity)?.kind === "gauge") throw wrong(`"${quantity}" is not counted`);
  assertKnownQuantity(quantity, registers);
}

const wrong = (detail: string): EnergyError => new EnergyError("CONFIG_INVALID", { place: "quantity", detail });
