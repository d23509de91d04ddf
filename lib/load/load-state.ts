import type { AnomalyState } from "./anomaly";
import type { ContinuousRun } from "./continuous-load";
import type { IdleRun } from "./idle";
import type { ShiftUse } from "./idle-use";
import type { LimitState } from "./limits";
import type { MachineCourse } from "./machine-state";
import type { PeakState } from "./peak-forming";
import { noPower, type PowerTrack } from "./power-sample";
import type { Slot } from "./slot";
import type { SpikeState } from "./spike";

/** What is remembered of one meter. */
export interface LoadState {
  /** Time of the last reading that was judged against limits, ms UTC. */
  readonly readAt: number;
  readonly limits: Readonly<Record<string, LimitState>>;
  readonly continuous: Readonly<Record<string, ContinuousRun>>;
  readonly power: PowerTrack;
  readonly slot?: Slot;
  readonly peak: PeakState;
  readonly machine?: MachineCourse;
  readonly idle?: IdleRun;
  readonly shift?: ShiftUse;
  readonly spike?: SpikeState;
  readonly anomaly?: AnomalyState;
}

export const nothingKnown: LoadState = { readAt: 0, limits: {}, continuous: {}, power: noPower, peak: {} };
