import { activePower, apparentOf, type Observation, type Phase, rounded, type Values } from "./observation";
import { doubtful, fail, needs, notChecked, pass, type Result, type Rule } from "./rule";
import { powerOfTen } from "./scale";

const mayDiffer = 0.1;
/** Harmonic currents are in S, and in neither P nor Q: a rectifier without a choke has as much of them as of its own. */
const distortion = 1.6;
/** Of loads between resistive and idling motors, as a share of the sum of amounts. */
const sumOfVectors = 0.5;

type Part = Phase | "";

/** One part's powers, kVA, of one reading. */
interface Triangle {
  /** As the meter shows it. */
  readonly apparent: number;
  /** √(P² + Q²), where the meter shows both. */
  readonly vector: number | undefined;
  /** U · I, of the whole the sum of its phases. */
  readonly product: number | undefined;
}

/** S ≈ U · I, and S² = P² + Q² but for harmonics. Of the whole, S may be the sum of vectors or of amounts. */
export const powerTriangle: Rule = {
  name: "power-triangle",
  after: ["word-order", "voltage", "power"],
  judge({ seen, loaded }) {
    const parts: Part[] = [...loaded, ""];
    const shown = parts.filter((part) => seen.shows(named("apparent_power", part)));
    if (shown.length === 0)
      return loaded.length === 0 && seen.phases.length > 0 ? notChecked("load-none") : needs("apparent_power");
    if (loaded.length === 0) return notChecked("load-none");
    const evidence = shown.flatMap((part) =>
      seen.evidence(["apparent_power", "active_power", "reactive_power"].map((base) => named(base, part))),
    );
    for (const part of shown) {
      const problem = judged(seen, part);
      if (problem) return { ...problem, evidence };
    }
    return pass(evidence);
  },
};

function judged(seen: Observation, part: Part): Result | undefined {
  const ratio = (of: (triangle: Triangle) => number | undefined): number | undefined =>
    seen.median((values) => {
      const triangle = triangleOf(seen, values, part);
      const other = triangle && of(triangle);
      return triangle && other ? triangle.apparent / other : undefined;
    });
  const toProduct = ratio(({ product }) => product);
  const toVector = ratio(({ vector }) => vector);
  const params = { phase: part === "" ? "Σ" : part.toUpperCase() };
  const scale = powerOfTen(toProduct ?? toVector ?? 1);
  if (scale !== undefined) return fail("apparent-scale", { ...params, times: scale });
  if (toVector !== undefined && toVector < 1 - mayDiffer) {
    return fail("apparent-too-small", { ...params, percent: rounded(100 * toVector) });
  }
  const low = part === "" ? wholeAtLeast(seen) : 1 - mayDiffer;
  if (toProduct !== undefined && (toProduct > 1 + mayDiffer || toProduct < low)) {
    return fail("apparent-differs", { ...params, percent: rounded(100 * toProduct) });
  }
  const spread = part === "" ? Number.POSITIVE_INFINITY : distortion;
  return toVector !== undefined && toVector > spread
    ? doubtful("apparent-differs", { ...params, percent: rounded(100 * toVector) })
    : undefined;
}

/** The sum of vectors is somewhat below the sum of amounts, and far below it where a phase feeds in. */
function wholeAtLeast(seen: Observation): number {
  const powers = seen.phases.map((phase) => seen.median(`active_power_${phase}`) ?? 0);
  return powers.some((kw) => kw < 0) ? 0 : sumOfVectors;
}

function triangleOf(seen: Observation, values: Values, part: Part): Triangle | undefined {
  const apparent = values[named("apparent_power", part)];
  if (apparent === undefined) return undefined;
  const [active, reactive] = [activePower(values, part), values[named("reactive_power", part)]];
  const products = (part === "" ? seen.phases : [part]).map((phase) => apparentOf(values, phase));
  return {
    apparent: Math.abs(apparent),
    vector: active === undefined || reactive === undefined ? undefined : Math.hypot(active, reactive),
    product: products.includes(undefined) ? undefined : products.reduce<number>((sum, kva) => sum + (kva ?? 0), 0),
  };
}

const named = (base: string, part: Part): string => (part === "" ? base : `${base}_${part}`);
