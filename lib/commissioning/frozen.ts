import { quantityNamed } from "../metering/quantities";
import type { Observation } from "./observation";
import { doubtful, fail, notChecked, pass, type Rule } from "./rule";

/** Readings that must be alike before it means something. */
const leastReadings = 10;
/** Steps in a value that are fine enough to see the mains move within seconds. */
const fineSteps = 10_000;
/** What is a mean over minutes, or hardly ever changes. */
const slow = /demand|thd|temperature|pressure|frequency|sequence/;

/** The values move: a meter, or a gateway that answers for it, does not repeat an old answer. */
export const frozen: Rule = {
  name: "frozen",
  after: [],
  judge({ seen }) {
    if (seen.readings.length < leastReadings) return notChecked("needs-readings", { least: leastReadings });
    const gauges = movingQuantities(seen);
    const still = gauges.filter((name) => new Set(seen.series(name)).size === 1);
    if (gauges.length === 0) return notChecked("load-none");
    const params = { seconds: Math.round(seen.seconds), quantities: still.join(", ") };
    if (still.length === gauges.length && !registersMove(seen)) return fail("frozen-all", params, seen.evidence(still));
    const suspicious = still.filter((name) => isFine(seen, name));
    const groups = ["voltage", "current", "active_power"].filter((base) => {
      const group = gauges.filter((name) => name.startsWith(base));
      return group.length > 0 && group.every((name) => suspicious.includes(name));
    });
    if (groups.length === 0) return pass(seen.evidence(gauges.slice(0, 3)));
    return doubtful("frozen-some", { ...params, quantities: suspicious.join(", ") }, seen.evidence(suspicious));
  },
};

/** Gauges that show something: 0 of a machine that stands does not move either. */
function movingQuantities(seen: Observation): string[] {
  const names = new Set(seen.readings.flatMap(({ values }) => Object.keys(values)));
  return [...names].filter((name) => {
    if (quantityNamed(name).kind !== "gauge" || slow.test(name)) return false;
    return Math.abs(seen.median(name) ?? 0) > seen.resolution(name);
  });
}

const registersMove = (seen: Observation): boolean =>
  seen.profile.registers.some(
    ({ quantity }) => quantityNamed(quantity).kind === "register" && new Set(seen.series(quantity)).size > 1,
  );

const isFine = (seen: Observation, name: string): boolean =>
  Math.abs(seen.median(name) ?? 0) >= fineSteps * seen.resolution(name);
