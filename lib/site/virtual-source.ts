import { EnergyError } from "../contract/error";
import type { Medium } from "../metering/quantities";
import { longestExpression } from "../metering/virtual/expression";
import { type PlantMeter, resolveVirtualMeters } from "../metering/virtual/resolve";
import type { Term } from "../metering/virtual/virtual-amount";
import { mediumOf } from "./medium";
import { isVirtualMeter, type MeterModel } from "./site-model";

/** From which other meters a virtual one is computed. */
export interface VirtualSource {
  /** As written: `main - press1 - 'm-press-2'`. */
  readonly expression: string;
  /** What is computed; absent: every counted quantity that all parts have. */
  readonly quantities?: readonly string[];
  /** The expression multiplied out: how much of each meter counts. None of them is virtual. */
  readonly terms: readonly Term[];
  /** What its parts measure, where the site model says so. */
  readonly medium?: Medium;
}

/** The entry as written. */
export const virtualSchema = {
  type: "object",
  required: ["expression"],
  additionalProperties: false,
  properties: {
    expression: { type: "string", minLength: 1, maxLength: longestExpression },
    quantities: { type: "array", minItems: 1, maxItems: 50, items: { type: "string", maxLength: 64 } },
  },
} as const;

/**
 * Checks what meters say of one another: a virtual meter that cannot be computed is left out, a wrong
 * `parent` forgotten. `placeOf`: a meter's place in the file.
 */
export function relatedMeters(
  meters: readonly MeterModel[],
  placeOf: (meter: string) => string,
  problems: EnergyError[],
): MeterModel[] {
  const placed = withoutWrongParents(meters, placeOf, problems);
  const { forms, errors } = resolveVirtualMeters(placed.map(plantMeter));
  const media = new Map(placed.map((meter) => [meter.id, mediumOf(meter)]));
  return placed.flatMap((meter): MeterModel[] => {
    if (!isVirtualMeter(meter)) return [meter];
    const form = forms.get(meter.id);
    if (form) {
      const terms = [...form].map(([part, factor]) => ({ meter: part, factor }));
      const medium = terms.map((term) => media.get(term.meter)).find((known) => known !== undefined);
      return [{ ...meter, virtual: { ...meter.virtual, terms, ...(medium && { medium }) } }];
    }
    const { place = "", detail = "" } = errors.get(meter.id)?.params ?? {};
    problems.push(invalid(`${placeOf(meter.id)}/virtual/${place}`, meter.id, String(detail)));
    return [];
  });
}

const invalid = (place: string, item: string, detail: string): EnergyError =>
  new EnergyError("SITE_ITEM_INVALID", { place, item, detail });

function withoutWrongParents(
  meters: readonly MeterModel[],
  placeOf: (meter: string) => string,
  problems: EnergyError[],
): MeterModel[] {
  const parents = new Map(meters.map(({ id, parent }) => [id, parent]));
  return meters.map(({ parent, ...meter }) => {
    if (parent === undefined) return meter as MeterModel;
    const detail = !parents.has(parent) ? `there is no meter "${parent}"` : circleOf(meter.id, parents);
    if (detail === undefined) return { ...meter, parent } as MeterModel;
    problems.push(invalid(`${placeOf(meter.id)}/parent`, meter.id, detail));
    return meter as MeterModel;
  });
}

function circleOf(meter: string, parents: ReadonlyMap<string, string | undefined>): string | undefined {
  const seen = [meter];
  for (let above = parents.get(meter); above !== undefined; above = parents.get(above)) {
    if (above === meter) return `goes in a circle: ${[...seen, meter].join(" → ")}`;
    if (seen.includes(above)) return undefined;
    seen.push(above);
  }
  return undefined;
}

function plantMeter(meter: MeterModel): PlantMeter {
  const medium = mediumOf(meter);
  return {
    id: meter.id,
    role: meter.role,
    ...(meter.parent !== undefined && { parent: meter.parent }),
    ...(medium && { medium }),
    ...(isVirtualMeter(meter) && { virtual: meter.virtual }),
  };
}
