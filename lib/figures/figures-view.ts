import type { ModelFigures, NightFigures, SavingsFigures, UseFigures } from "../contract/baseline";

/** What the detectors know of a plant, with its names, as a dashboard shows it. Times are ms UTC. */
export interface FiguresView {
  readonly kind: "figures";
  readonly site: { readonly id: string; readonly name: string; readonly timeZone: string; readonly currency: string };
  readonly at: number;
  readonly machines: readonly MachineFigure[];
  readonly demand: readonly DemandFigure[];
  readonly idle: IdleView;
  readonly baseFlows: readonly BaseFlowFigure[];
  readonly nights: readonly NightFigure[];
  readonly models: readonly ModelFigure[];
}

/** About which meter. */
export interface MeterName {
  readonly meter: string;
  readonly name: string;
}

export type MachineState = "off" | "idle" | "running";

export interface MachineFigure extends MeterName {
  readonly machine: string;
  readonly department: string | null;
  /** Null while it is being learnt. */
  readonly state: MachineState | null;
  readonly since: number | null;
  /** kW now; null where nothing current is known. */
  readonly power: number | null;
}

/** The demand window of a main meter, as it was told last: once a minute. */
export interface DemandFigure extends MeterName {
  readonly from: number;
  readonly to: number;
  readonly usedKwh: number;
  /** kW, means of the whole window. */
  readonly forecast: number;
  readonly limit: number | null;
  readonly monthPeak: number | null;
}

export const idleGroups = ["machine", "department", "cost-centre", "shift"] as const;
export type IdleGroup = (typeof idleGroups)[number];

/** Idling of a machine, of a department's, of what a cost centre bears, or in all shifts of a name. */
export interface IdleSum {
  readonly id: string;
  /** Empty between shifts. */
  readonly name: string;
  readonly kwh: number;
  readonly hours: number;
  /** In the site's currency; null where no price is known. */
  readonly money: number | null;
}

/** Sums of a time, the largest first. */
export interface IdleSums {
  readonly from: number;
  readonly to: number;
  /** Names of the shifts. */
  readonly shifts: readonly string[];
  readonly kwh: number;
  readonly money: number | null;
  readonly by: Readonly<Record<IdleGroup, readonly IdleSum[]>>;
}

/** Null until a shift has been watched to its end. */
export interface IdleView {
  readonly last: IdleSums | null;
  readonly days: IdleSums | null;
}

export interface BaseFlowFigure extends MeterName {
  readonly perHour: number;
  readonly unit: string;
  readonly at: number;
  readonly moneyPerDay: number | null;
}

export interface NightFigure extends MeterName, NightFigures {
  readonly unit: string;
  readonly at: number;
}

/** A frozen baseline, the newest day held against it, and what has been saved since. */
export interface ModelFigure extends MeterName {
  readonly model: ModelFigures;
  readonly unit: string;
  readonly at: number;
  readonly use?: UseFigures;
  readonly savings?: SavingsFigures;
}
