/**
 * What `baseline-drift` knows of a meter: the floor of a night beside the nights before, or the use of a day (of an answered
 * period) beside what the frozen baseline expects. Amounts are in the quantity's unit, ratios and errors as fractions.
 */
export interface Baseline {
  readonly kind: "baseline";
  readonly site: string;
  readonly meter: string;
  readonly machine?: string;
  readonly quantity: string;
  /** The night, day or period that it is about, ms UTC; `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly night?: NightFigures;
  readonly use?: UseFigures;
  readonly model?: ModelFigures;
  readonly savings?: SavingsFigures;
}

export interface NightFigures {
  /** Use per hour of the machine at rest, and that of the nights it is held against. */
  readonly floorPerHour: number;
  readonly referencePerHour?: number;
  /** The last week over the reference. */
  readonly driftPercent?: number;
  readonly nights: number;
  /** Nights left out because work went on. */
  readonly worked: number;
}

/** Energy performance of one day. */
export interface UseFigures {
  readonly actual: number;
  readonly expected: number;
  /** Actual over expected. */
  readonly ratio: number;
  readonly production?: number;
  readonly perProduction?: number;
  readonly expectedPerProduction?: number;
  /** Expected less actual since the baseline's end. */
  readonly cumulativeSaving: number;
}

/** A frozen baseline with all that says how far it can be trusted. */
export interface ModelFigures {
  readonly id: string;
  readonly version: number;
  readonly madeAt: number;
  readonly from: number;
  readonly to: number;
  readonly shape: string;
  readonly heatingBase?: number;
  readonly coolingBase?: number;
  readonly terms: readonly {
    readonly term: string;
    readonly coefficient: number;
    readonly standardError: number;
    readonly t: number;
    readonly pValue: number;
  }[];
  readonly observations: number;
  readonly parameters: number;
  readonly rSquared: number;
  readonly adjustedRSquared: number;
  /** Divided by the number of observations; the adjusted one by the degrees of freedom. */
  readonly cvRmse: number;
  readonly adjustedCvRmse: number;
  /** Measured minus predicted over the measured mean. */
  readonly nmbe: number;
  readonly autocorrelation: number;
  readonly pValue: number;
  /** Within the limits of ASHRAE Guideline 14. */
  readonly fit: boolean;
}

export interface SavingsFigures {
  readonly days: number;
  /** Days of the period of which a driver or the use is not known. */
  readonly daysLeftOut: number;
  readonly actual: number;
  readonly expected: number;
  /** Dated entries that are not the saving's, contained in `expected`. */
  readonly adjustments: number;
  readonly saved: number;
  readonly savedPercent: number;
  /** Half the width of the interval around `saved` at this `confidence`, and the same of the expected use. */
  readonly uncertainty: number;
  readonly uncertaintyPercent: number;
  /** Uncertainty over saving (ASHRAE Guideline 14). */
  readonly fractionalUncertainty: number;
  readonly confidence: number;
}
