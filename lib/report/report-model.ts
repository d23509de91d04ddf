import type { Basis, CostLine } from "../contract/messages";
import type { CostProblem } from "./month-costs";
import type { ReportMedium } from "./report-media";

/** The monthly report as data: what `GET /api/reports/{month}.json` answers and every printed form is made from. */
export interface ReportModel {
  readonly site: { readonly id: string; readonly name: string; readonly timeZone: string; readonly currency: string };
  readonly month: string;
  /** ms UTC; what is reported begins at `from` and ends at `until`. */
  readonly from: number;
  readonly to: number;
  readonly until: number;
  readonly state: "final" | "provisional";
  /** Why it is provisional: the month runs, or too little was measured. */
  readonly because: readonly ("running" | "incomplete")[];
  readonly completeness: ReportCompleteness;
  /** Those that the site has, electricity first. */
  readonly media: readonly MediumUse[];
  readonly load: LoadSection | null;
  /** Null where no tariff is set. */
  readonly costs: CostSection | null;
  /** Why there are none although a tariff is set. */
  readonly costProblem: CostProblem | null;
}

export interface ReportCompleteness extends Basis {
  /** Measured share, 0 to 1, under which a report is provisional. */
  readonly limit: number;
  readonly meters: readonly MeterBasis[];
}

export interface MeterBasis extends Basis {
  readonly meter: string;
  readonly name: string;
  readonly medium: ReportMedium;
}

/** An amount beside what it was before; null: no data. */
export interface Compared {
  readonly amount: number | null;
  /** The same stretch of the month before. */
  readonly before: number | null;
  /** The same stretch of this month a year ago. */
  readonly lastYear: number | null;
}

/** One line of a table of consumption. */
export interface UseRow extends Compared {
  readonly level: "site" | "department" | "machine" | "unmetered";
  readonly id: string;
  readonly name: string;
  readonly department: string | null;
  /** Of the site's amount, 0 to 1. */
  readonly share: number | null;
  readonly basis: Basis;
}

/** What an electric load shows besides its energy. */
export interface LoadFigures {
  readonly peak: Peak | null;
  /** kWh outside working time. */
  readonly offShift: number | null;
  /** kWh while it ran at less than the idle limit, but not at nothing. */
  readonly idle: number | null;
}

export interface MediumUse {
  readonly medium: ReportMedium;
  readonly unit: string;
  readonly site: UseRow;
  readonly departments: readonly UseRow[];
  readonly machines: readonly UseRow[];
  /** What the main meters saw and no other meter; null without main meters, or where time of one is missing. */
  readonly unmetered: UseRow | null;
  readonly days: readonly DayUse[];
}

export interface DayUse {
  /** `2026-10-25`. */
  readonly date: string;
  readonly amount: number | null;
  readonly workday: boolean;
}

/** The highest mean of a quarter-hour, kW. */
export interface Peak {
  readonly kw: number;
  /** Its begin, ms UTC. */
  readonly at: number;
}

export interface LoadSection extends LoadFigures {
  /** The highest quarter-hours on distinct days. */
  readonly peaks: readonly Peak[];
  readonly meanKw: number | null;
  /** What is hardly ever gone below: the 5th percentile of the quarter-hours, kW. */
  readonly baseKw: number | null;
  /** kWh ÷ √(kWh² + kvarh²); null without reactive energy. */
  readonly powerFactor: number | null;
  /** kWh fed into the grid; null where it is not metered. */
  readonly feedIn: Compared | null;
  /** Mean kW of each quarter-hour of the day, 96 of them. */
  readonly workday: readonly (number | null)[];
  readonly weekend: readonly (number | null)[];
  /** kW, the highest first, evenly thinned to at most 200. */
  readonly duration: readonly number[];
  /** kW of each quarter-hour from `from` on; null where something is missing. */
  readonly quarters: readonly (number | null)[];
  /** True where working time comes from a calendar of the site, false where 6 to 22 o'clock is taken. */
  readonly byCalendar: boolean;
  /** By machine, those with the most energy first. */
  readonly machines: readonly MachineLoad[];
}

export interface MachineLoad extends LoadFigures {
  readonly id: string;
  readonly name: string;
  readonly amount: number | null;
}

export interface CostSection {
  readonly currency: string;
  /** Decimal strings. */
  readonly total: string;
  readonly before: string | null;
  readonly lastYear: string | null;
  readonly bills: readonly BillView[];
  readonly centres: readonly CentreCosts[];
}

export interface BillView {
  readonly name: string;
  readonly tariff: string | null;
  readonly provisional: boolean;
  readonly lines: readonly CostLine[];
  readonly amount: string;
}

export interface CentreCosts {
  /** `rest`: what nobody bears. */
  readonly id: string;
  readonly name: string;
  readonly amount: string;
  readonly items: readonly CentreItem[];
}

export interface CentreItem {
  readonly supply: string;
  readonly component: string;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly amount: string;
}
