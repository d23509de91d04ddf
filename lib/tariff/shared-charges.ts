import type { AllocationRequest } from "./allocation-request";
import type { PeakedPart } from "./bill-parts";
import type { CentreUse } from "./centre-use";
import type { Charge } from "./charge";
import { type Decimal, decimalOf, zero } from "./decimal-number";
import { energyShares, type LineShares } from "./energy-allocation";
import { keyShares } from "./key-shares";
import { largestRemainder } from "./largest-remainder";
import { billedPower, chargesWithBase, demandBills } from "./part-charges";
import type { EnergyComponent } from "./tariff";

/** A line cut among the cost centres in their order; the last piece is the rest. */
export interface SharedCharge {
  readonly charge: Charge;
  readonly amounts: readonly Decimal[];
  /** What each used, of components that are charged by use. */
  readonly quantities?: readonly Decimal[];
}

const isEnergy = (component: Charge["component"]): component is EnergyComponent =>
  component.kind === "energy" || component.kind === "export" || component.kind === "levy";

/** All lines of a part of a month. Percentages follow the lines that they are of. */
export function sharedCharges(peaked: PeakedPart, request: AllocationRequest, use: CentreUse): SharedCharge[] {
  const { part, peaks } = peaked;
  const shared = new Map<Charge, SharedCharge>();
  const demands = demandBills(part, peaks);
  const ofEnergy = new Map<string, (charge: Charge) => LineShares>();
  for (const { charge, base } of chargesWithBase(part, demands)) {
    const { component } = charge;
    if (isEnergy(component)) {
      const known = ofEnergy.get(component.id);
      const shares = known ?? energyShares(component, part, billedPower(demands, component.kwOf), use);
      ofEnergy.set(component.id, shares);
      const { costs, amounts } = shares(charge);
      const size = part.load.unitSize(component.quantity, component.unit);
      shared.set(charge, { ...cut(charge, costs), quantities: usedBy(charge, amounts, size) });
    } else if (base) {
      shared.set(charge, cut(charge, followed(charge, base, shared)));
    } else {
      const key = request.keys?.[component.id] ?? request.key ?? "energy";
      const amount = Number(charge.amount);
      const shares = keyShares(key, request, part, use);
      shared.set(
        charge,
        cut(
          charge,
          shares.map((share) => share * amount),
        ),
      );
    }
  }
  return [...shared.values()];
}

const cut = (charge: Charge, exact: readonly number[]): SharedCharge => ({
  charge,
  amounts: largestRemainder(charge.amount, charge.component.rounding.decimals, exact),
});

function usedBy({ amountOf }: Charge, amounts: readonly number[], size: Decimal): Decimal[] {
  const used = amounts.map((amount) => decimalOf(amount).div(size).round(6));
  const together = used.reduce((sum, each) => sum.plus(each), zero);
  return [...used, amountOf.minus(together).round(6)];
}

/** A percentage is borne as the lines are that it is of; where these add up to nothing, all of it is rest. */
function followed(charge: Charge, base: readonly Charge[], shared: ReadonlyMap<Charge, SharedCharge>): number[] {
  const lines = base.flatMap((line) => shared.get(line) ?? []);
  const whole = lines.reduce((sum, line) => sum.plus(line.charge.amount), zero);
  const centres = (lines[0]?.amounts.length ?? 1) - 1;
  return Array.from({ length: centres }, (_, index) => {
    if (whole.eq(0)) return 0;
    const own = lines.reduce((sum, { amounts }) => sum.plus(amounts[index] ?? zero), zero);
    return Number(own.div(whole).times(charge.amount));
  });
}
