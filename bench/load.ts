import { machines, twoShifts } from "./load/machines";
import { peaksAnnounced } from "./load/peaks";
import { spikesFound, toldByMonth } from "./load/spikes";
import { machineStates, steelStates } from "./load/states";
import { intervalsOf, minutesOf, steelQuarters } from "./load/steel-works";
import { stepCost } from "./load/step-cost";
import { supplies, supplyTold } from "./load/supply";
import type { Options } from "./run";

const isOdd = (month: number): boolean => month % 2 === 1;
const isEven = (month: number): boolean => month % 2 === 0;
/** How much the load may swing within a quarter of an hour, which the series does not say. */
const swings = [0.1, 0.25, 0.4];
const usualSwing = 0.25;

/**
 * The load monitor's figures: cost of a step, peaks and states and spikes of a steel works' year (tuned on odd months, `even` is what was
 * held out), made machines and supplies. `--seed` (1), `--days` (60) of each supply.
 */
export async function run({ seed = 1, days = 60 }: Options): Promise<object> {
  const peaks = (months: (month: number) => boolean) =>
    swings.flatMap((swing) =>
      [{}, { caution: 0.5 }, { limitKw: 450 }].map((rule) => ({
        swing,
        ...rule,
        ...peaksAnnounced(seed, swing, rule, months),
      })),
    );
  return {
    seed,
    step: stepCost(),
    peaks: { odd: peaks(isOdd), even: peaks(isEven) },
    states: { odd: steelStates(isOdd), even: steelStates(isEven) },
    machines: machines.flatMap((machine) =>
      [twoShifts, undefined].map((shifts) => machineStates(machine, shifts, seed)),
    ),
    spikes: {
      fromQuarterHours: toldByMonth("spike", [], intervalsOf(steelQuarters())),
      fromMinutes: toldByMonth("spike", [], minutesOf(steelQuarters(), seed, usualSwing)),
    },
    spikesFound: [0.25, 0.5, 1].map((share) => spikesFound(share, seed)),
    anomalies: toldByMonth("anomaly", [{ rule: "anomaly" }], intervalsOf(steelQuarters())),
    supplies: supplies.map((supply) => supplyTold(supply, seed, days)),
  };
}
