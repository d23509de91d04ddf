import type { AccumulatorConfig, MeterRules } from "./accumulator-config";
import { countsPerMs, courseOf, powerFold, registerFold, rolloverOf } from "./folds";
import type { MeterFact } from "./meter-facts";
import type { PowerTrack } from "./power-track";
import { type Epoch, epochsOf, mainRegisterOf } from "./register-epoch";
import type { FoldedRegister } from "./register-fold";
import type { Fold } from "./series";

/** How one meter's quantities are followed, given what is known of it. */
export interface MeterFolds {
  register(quantity: string): { readonly fold: Fold<FoldedRegister>; readonly epochs: readonly Epoch[] };
  power(quantity: string): Fold<PowerTrack>;
}

const cache = new WeakMap<MeterRules, WeakMap<readonly MeterFact[], Map<string, MeterFolds>>>();

/** Made once for each set of facts, because every reading asks. `has`: whether the meter has a quantity. */
export function foldsOf(
  config: AccumulatorConfig,
  meter: MeterRules,
  facts: readonly MeterFact[],
  has: (quantity: string) => boolean,
): MeterFolds {
  const main = facts.length === 0 ? "" : (mainRegisterOf(has) ?? "");
  const byFacts = cache.get(meter) ?? new WeakMap<readonly MeterFact[], Map<string, MeterFolds>>();
  cache.set(meter, byFacts);
  const byMain = byFacts.get(facts) ?? new Map<string, MeterFolds>();
  byFacts.set(facts, byMain);
  const folds = byMain.get(main) ?? make(config, meter, facts, main);
  byMain.set(main, folds);
  return folds;
}

function make(config: AccumulatorConfig, meter: MeterRules, facts: readonly MeterFact[], main: string): MeterFolds {
  const registers = new Map<string, ReturnType<MeterFolds["register"]>>();
  const powers = new Map<string, Fold<PowerTrack>>();
  return {
    register(quantity) {
      let known = registers.get(quantity);
      if (!known) {
        const epochs = epochsOf(facts, quantity, quantity === main, rolloverOf(meter, quantity));
        known = { fold: registerFold(courseOf(quantity, config, meter, epochs)), epochs };
        registers.set(quantity, known);
      }
      return known;
    },
    power(quantity) {
      const known = powers.get(quantity) ?? powerFold(config.maxGapMs, countsPerMs(quantity));
      powers.set(quantity, known);
      return known;
    },
  };
}
