/**
 * Which drivers a model has: those of the weather by the shapes of ASHRAE Guideline 14 (change-point models), production and
 * days off. `2p` is production or calendar alone.
 */
export const shapes = ["2p", "3p-heating", "3p-cooling", "4p", "5p"] as const;
export type ModelShape = (typeof shapes)[number];

/** Temperatures at which heating ends and cooling begins, °C or as the data; of `4p` both are the same. */
export interface BaseTemperatures {
  readonly heating?: number;
  readonly cooling?: number;
}

/** One day, or any other span of equal length. */
export interface UsePeriod {
  /** Its begin, ms UTC. */
  readonly from: number;
  /** What was used, in the quantity's unit. */
  readonly amount: number;
  /** Mean outdoor temperature. */
  readonly temperature?: number;
  /** What was made. */
  readonly production?: number;
  /** A weekend, a holiday. */
  readonly off?: boolean;
}

export type Term = "constant" | "heating" | "cooling" | "production" | "off";

/** The value of each term of a model in a period; heating and cooling are degree days. */
export function termValue(
  term: Term,
  { temperature = 0, production = 0, off }: UsePeriod,
  bases: BaseTemperatures,
): number {
  switch (term) {
    case "constant":
      return 1;
    case "heating":
      return Math.max(0, (bases.heating ?? 0) - temperature);
    case "cooling":
      return Math.max(0, temperature - (bases.cooling ?? 0));
    case "production":
      return production;
    case "off":
      return off ? 1 : 0;
  }
}

const weatherTerms: Readonly<Record<ModelShape, readonly Term[]>> = {
  "2p": [],
  "3p-heating": ["heating"],
  "3p-cooling": ["cooling"],
  "4p": ["heating", "cooling"],
  "5p": ["heating", "cooling"],
};

export const termsOf = (shape: ModelShape, others: readonly Term[]): readonly Term[] => [
  "constant",
  ...weatherTerms[shape],
  ...others,
];
