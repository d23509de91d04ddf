import type { Interval, Message, Reading } from "../contract/messages";
import type { StepModule, StepOutput, StepResult } from "../step/step";
import { anomalyAfter } from "./anomaly";
import { continuousAfter } from "./continuous-load";
import { conditionOf, type Finding, type Subject } from "./finding";
import { withoutForgotten } from "./forgotten";
import { idleAfter } from "./idle";
import { shiftUseAfter } from "./idle-use";
import { limitsAfter } from "./limits";
import { type LoadConfig, parseLoadConfig } from "./load-config";
import { demandFigures, idleFigures, stateFigure } from "./load-figures";
import { type LoadState, nothingKnown } from "./load-state";
import { machineAfter, unknownMachine } from "./machine-state";
import type { MeterPlan } from "./meter-plan";
import { peakAfter, peakCounted, peakEndsAt, peakForgotten, peakWindowOver } from "./peak-forming";
import { type PowerSample, powerSeen, tellsPower } from "./power-sample";
import { slotAfter } from "./slot";
import { noSpike, spikeAfter } from "./spike";

const watching = { code: "watching" } as const;

/** Watches what meters show against limits, and what they draw: peaks, spikes, idling machines. One key for each meter. */
export const loadMonitor: StepModule<LoadConfig, LoadState> = {
  name: "load-monitor",
  stateVersion: 1,
  parseConfig: parseLoadConfig,
  keyOf(message: Message, { site }): string | undefined {
    if (!tellsPower(message) || (site ?? message.site) !== message.site) return undefined;
    return `${message.site}/${message.meter}`;
  },
  initialState: () => nothingKnown,
  wakeAt: (_config, { peak }) => peakEndsAt(peak),
  wake(config, state, now, key): StepResult<LoadState> {
    const [site = "", meter = ""] = key.split("/");
    const plan = config.planOf(meter);
    const findings: Finding[] = [];
    const { peak: before } = state;
    const peak = plan.peak ? peakWindowOver(plan.peak, before, now, findings) : peakForgotten(before, findings);
    return { state: { ...state, peak }, outputs: outputsOf(subjectOf(site, plan), findings, now), status: watching };
  },
  step(config, state, { message }, now): StepResult<LoadState> {
    if (!tellsPower(message) || isAhead(message, now)) return { state, outputs: [], status: watching };
    const plan = config.planOf(message.meter);
    const subject = subjectOf(message.site, plan);
    const findings: Finding[] = [];
    const watched = withoutForgotten(plan, state, findings);
    const read = message.kind === "reading" ? readingJudged(plan, watched, message, findings) : watched;
    const { track, sample } = powerSeen(read.power, message as Reading | Interval);
    const known = { ...read, power: track };
    const figures: StepOutput[] = [];
    const judged = sample ? powerJudged(config, plan, known, sample, { subject, now, findings, figures }) : known;
    const after = message.kind === "interval" ? intervalCounted(plan, judged, message) : judged;
    return { state: after, outputs: [...outputsOf(subject, findings, now), ...figures], status: watching };
  },
};

const aheadMs = 300_000;

/** Of a clock that is wrong: everything true would come late after it. */
const isAhead = (message: Reading | Interval, now: number): boolean =>
  (message.kind === "reading" ? message.at : message.to) > now + aheadMs;

function subjectOf(site: string, { meter: { id, machine } }: MeterPlan): Subject {
  return { site, meter: id, ...(machine !== undefined && { machine }) };
}

const outputsOf = (subject: Subject, findings: readonly Finding[], at: number): StepOutput[] =>
  findings.map((finding) => ({ port: 0, payload: conditionOf(subject, finding, at) }));

/** A reading against its limits; what comes late has been judged by what came before it. */
function readingJudged(plan: MeterPlan, state: LoadState, reading: Reading, findings: Finding[]): LoadState {
  if (reading.quality === "bad" || reading.at < state.readAt) return state;
  const limits = limitsAfter(plan.limits, state.limits, reading, findings);
  const isWorking = (at: number) => plan.meter.shifts.isWorking(at);
  const continuous = continuousAfter(plan.continuous, state.continuous, reading, isWorking, findings);
  return { ...state, readAt: reading.at, limits, continuous };
}

function intervalCounted({ peak: plan }: MeterPlan, state: LoadState, interval: Interval): LoadState {
  const peak = plan ? peakCounted(plan, state.peak, interval) : state.peak;
  return peak === state.peak ? state : { ...state, peak };
}

interface Telling {
  readonly subject: Subject;
  readonly now: number;
  readonly findings: Finding[];
  readonly figures: StepOutput[];
}

const figure = (payload: StepOutput["payload"]): StepOutput => ({ port: 1, transient: true, payload });
const minuteOf = (at: number): number => Math.floor(at / 60_000);

/** Takes a stretch of power to all that watches power. */
function powerJudged(
  config: LoadConfig,
  plan: MeterPlan,
  before: LoadState,
  sample: PowerSample,
  telling: Telling,
): LoadState {
  const { subject, now, findings, figures } = telling;
  const hourAt = (at: number) => config.week.hourAt(at);
  const { slot, closed } = slotAfter(before.slot, sample);
  let state: LoadState = { ...before, slot };
  if (plan.peak) {
    const peak = peakAfter(plan.peak, state.peak, sample, now, findings);
    state = { ...state, peak };
    if (minuteOf(sample.to) > minuteOf(sample.from))
      figures.push(...demandFigures(subject, plan.peak, peak, sample.to, now).map(figure));
  }
  if (plan.spike) {
    state = { ...state, spike: spikeAfter(state.spike ?? noSpike, plan.spike, sample, closed, hourAt, findings) };
  }
  if (plan.anomaly && closed) {
    state = { ...state, anomaly: anomalyAfter(state.anomaly ?? {}, plan.anomaly, closed, hourAt, findings) };
  }
  return plan.idle ? machineJudged(plan, state, sample, { ...telling, isQuarterOver: closed !== undefined }) : state;
}

function machineJudged(
  { meter, idle: rule }: MeterPlan,
  before: LoadState,
  sample: PowerSample,
  { subject, now, findings, figures, isQuarterOver }: Telling & { readonly isQuarterOver: boolean },
): LoadState {
  if (!rule) return before;
  const known = before.machine ?? unknownMachine;
  const machine = machineAfter(known, rule, sample);
  const state = { ...before, machine };
  if (machine.state === undefined) return state;
  // Said again now and then: whoever looks may have missed the change.
  if (machine.state !== known.state || isQuarterOver)
    figures.push(figure(stateFigure(subject, machine, rule, sample.now, now)));
  const ended = machine.seen ?? machine.state;
  const seen = { began: known.seen ?? ended, ended };
  const { current, closed } = shiftUseAfter(before.shift, sample, seen, (at) => meter.shifts.spanAt(at));
  if (closed) figures.push(...idleFigures(subject, meter, rule, closed, now).map(figure));
  const { idle: _before, ...others } = state;
  const idle = idleAfter(before.idle, rule, machine, sample, meter, findings);
  return { ...others, shift: current, ...(idle && { idle }) };
}
