import type { Condition, Message, Reading } from "../contract/messages";
import type { StepModule, StepOutput, StepResult } from "../step/step";
import { calm, isCalm, judged } from "./course";
import { nextLook, saidSilenceMs, silenceMs, silenceOf } from "./silence";
import { pausesAfter } from "./slow-sender";
import { registerAfter, type Symptom, shownBy, symptomsOf } from "./symptoms";
import { unwatchedEndsAt, withoutUnwatched } from "./unwatched";
import { type GroupWatch, type MeterWatch, nothingWatched } from "./watch-state";
import { groupOf, meterOf, parseWatchdogConfig, type WatchdogConfig, type WatchedMeter } from "./watchdog-config";

const watching = { code: "watching" } as const;

/** Tells which meters are not to be trusted: silent, stale, frozen, impossible, exchanged. One key for each bus, or single meter. */
export const watchdog: StepModule<WatchdogConfig, GroupWatch> = {
  name: "meter-watchdog",
  stateVersion: 1,
  parseConfig: parseWatchdogConfig,
  keyOf(message: Message, config): string | undefined {
    if (message.kind !== "reading" && !isSwap(message)) return undefined;
    if ((config.site ?? message.site) !== message.site) return undefined;
    const meter = meterOf(config, message.meter);
    return meter && `${message.site}/${groupOf(meter)}`;
  },
  keys: ({ site, groups }) => (site === undefined ? [] : [...groups.keys()].map((group) => `${site}/${group}`)),
  initialState: () => nothingWatched,
  /** While nobody watched nothing was silent; who was never heard is expected from now on. */
  resume(config, state, now, key): GroupWatch {
    const meters = { ...state.meters };
    for (const { id } of config.groups.get(groupIn(key)) ?? []) {
      meters[id] = { ...(meters[id] ?? { never: true, courses: {} }), heardAt: now };
    }
    return { ...state, meters };
  },
  wakeAt(config, state): number | undefined {
    const times = [nextLook(watchedIn(config, state), state), unwatchedEndsAt(config, state)];
    const due = times.filter((time) => time !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  },
  wake(config, state, now, key): StepResult<GroupWatch> {
    if ((unwatchedEndsAt(config, state) ?? now + 1) <= now) {
      return { ...withoutUnwatched(config, state, key, now), status: watching };
    }
    const [site = ""] = key.split("/");
    const meters = watchedIn(config, state);
    const silence = silenceOf(meters, state, now);
    if (silence.kind === "bus") return busSilent(site, meters, state, now, silence.since);
    const watches = { ...state.meters };
    const outputs: StepOutput[] = [];
    if (silence.kind === "meters") {
      for (const [id, until] of Object.entries(silence.patient)) {
        watches[id] = { ...(watches[id] as MeterWatch), patientUntil: until };
      }
      for (const id of silence.silent) {
        const meter = meters.find((one) => one.id === id) as WatchedMeter;
        watches[id] = told(
          site,
          meter,
          watches[id] as MeterWatch,
          silent(meter, watches[id] as MeterWatch, now),
          now,
          outputs,
        );
      }
    }
    return { state: { ...state, meters: watches }, outputs, status: watching };
  },
  step(config, state, { message }, now): StepResult<GroupWatch> {
    if (message.kind !== "reading") return exchanged(state, message, now);
    const meter = meterOf(config, message.meter);
    if (!meter) return { state, outputs: [], status: watching };
    const outputs: StepOutput[] = [];
    const { silentBus: _ended, ...group } = state;
    if (state.silentBus) outputs.push(busHeard(message.site, meter, state.silentBus, now));
    const watch = heard(meter, state.meters[meter.id], message, now, outputs);
    const meters = { ...group.meters, [meter.id]: watch };
    return {
      state: { meters: state.silentBus ? expectedAnew(meters, meter.id, now) : meters },
      outputs,
      status: watching,
    };
  },
};

const groupIn = (key: string): string => key.slice(key.indexOf("/") + 1);

const isSwap = (message: Message): message is Message & { meter: string; site: string } =>
  message.kind === "event" && message.event === "swap";

/** The meters that a group's state is about: those of the configuration, or whoever was heard. */
function watchedIn(config: WatchdogConfig, { meters }: GroupWatch): WatchedMeter[] {
  return Object.keys(meters).flatMap((id) => meterOf(config, id) ?? []);
}

/** After a bus has come back its other meters have as long as ever to be heard. */
function expectedAnew(meters: GroupWatch["meters"], heardOne: string, now: number): GroupWatch["meters"] {
  return Object.fromEntries(
    Object.entries(meters).map(([id, watch]) => [id, id === heardOne ? watch : { ...watch, heardAt: now }]),
  );
}

function heard(
  meter: WatchedMeter,
  before: MeterWatch | undefined,
  reading: Reading,
  now: number,
  outputs: StepOutput[],
): MeterWatch {
  const { never: _never, patientUntil: _patient, ...known } = before ?? { heardAt: now, courses: {} };
  const isNewest = known.newestAt === undefined || reading.at > known.newestAt;
  const serial = reading.values.serial_number;
  const shown = shownBy(reading) ?? known.shown;
  const register = registerAfter(known.register, reading);
  const { pauses: _before, ...lasting } = known;
  const pauses = before && pausesOf(meter, before, now);
  let watch: MeterWatch = {
    ...lasting,
    ...(pauses && { pauses }),
    heardAt: now,
    ...(isNewest && { newestAt: reading.at, lagMs: now - reading.at }),
    ...(shown !== undefined && { shown }),
    ...(register && { register }),
    ...(serial !== undefined && { serial }),
  };
  // The gap that ends now counts too: who comes and goes has not been back since its first return.
  const gap = known.courses.silent?.raisedAt === undefined ? [] : [silent(meter, known, now)];
  const symptoms = [...symptomsOf(meter, known, reading, now), ...gap, silent(meter, watch, now)];
  if (serial !== undefined && known.serial !== undefined && serial !== known.serial) {
    symptoms.push(another(known.serial, serial));
  }
  for (const symptom of symptoms) watch = told(reading.site, meter, watch, symptom, now, outputs);
  return watch;
}

/** Of a meter on a bus the gateway sets the pace. */
const pausesOf = (meter: WatchedMeter, { heardAt, never, pauses }: MeterWatch, now: number) =>
  meter.bus === undefined && !never ? pausesAfter(pauses, now - heardAt, saidSilenceMs(meter)) : undefined;

function silent(meter: WatchedMeter, watch: MeterWatch, now: number): Symptom {
  const { heardAt, never } = watch;
  const limitMs = silenceMs(meter, watch);
  return {
    rule: "silent",
    severity: "warning",
    wrong: now - heardAt > limitMs,
    afterMs: 0,
    since: heardAt,
    value: Math.round((now - heardAt) / 1000),
    limit: limitMs / 1000,
    unit: "s",
    evidence: {
      intervalSeconds: meter.intervalMs / 1000,
      ...(never && { never }),
      ...(meter.bus && { bus: meter.bus }),
    },
  };
}

const another = (known: number, serial: number): Symptom => ({
  rule: "meter-changed",
  severity: "notice",
  wrong: true,
  afterMs: 0,
  evidence: { known, serial },
});

/** Follows a symptom's course, and tells where it begins or ends. */
function told(
  site: string,
  meter: WatchedMeter,
  watch: MeterWatch,
  symptom: Symptom,
  now: number,
  outputs: StepOutput[],
): MeterWatch {
  const { rule, severity, wrong, afterMs, since, evidence, value, limit, unit } = symptom;
  const before = watch.courses[rule] ?? calm;
  const { course, turn } = judged(before, wrong, now, afterMs, since);
  if (turn !== "none") {
    const payload: Condition = {
      kind: "condition",
      site,
      meter: meter.id,
      rule,
      active: turn === "raise",
      severity,
      at: now,
      since: course.wrongSince ?? before.wrongSince ?? now,
      ...(value !== undefined && { value }),
      ...(limit !== undefined && { limit }),
      ...(unit !== undefined && { unit }),
      evidence,
    };
    outputs.push({ port: 0, payload });
  }
  const { [rule]: _before, ...others } = watch.courses;
  return { ...watch, courses: isCalm(course) ? others : { ...others, [rule]: course } };
}

function busSilent(
  site: string,
  meters: readonly WatchedMeter[],
  state: GroupWatch,
  now: number,
  since: number,
): StepResult<GroupWatch> {
  const bus = meters[0]?.bus as string;
  const payload = {
    ...busCondition(site, bus, now, since),
    active: true,
    evidence: { meters: meters.map(({ id }) => id).slice(0, 50), count: meters.length },
  };
  return {
    state: { ...state, silentBus: { since, at: now } },
    outputs: [{ port: 0, payload }],
    status: watching,
  };
}

function busHeard(site: string, { id, bus = "" }: WatchedMeter, { since }: { since: number }, now: number): StepOutput {
  return {
    port: 0,
    payload: { ...busCondition(site, bus, now, since), active: false, evidence: { heard: id } },
  };
}

const busCondition = (site: string, bus: string, at: number, since: number) =>
  ({ kind: "condition", site, bus, rule: "bus-silent", severity: "critical", at, since }) as const;

/** The swap has been entered: the other serial number is explained. */
function exchanged(state: GroupWatch, message: Message, now: number): StepResult<GroupWatch> {
  if (!isSwap(message)) return { state, outputs: [], status: watching };
  const { site, meter: id } = message;
  const watch = state.meters[id];
  const course = watch?.courses["meter-changed"];
  if (!watch || course?.raisedAt === undefined) return { state, outputs: [], status: watching };
  const { "meter-changed": _over, ...courses } = watch.courses;
  const payload: Condition = {
    kind: "condition",
    site,
    meter: id,
    rule: "meter-changed",
    active: false,
    severity: "notice",
    at: now,
    since: course.wrongSince ?? now,
    evidence: {},
  };
  return {
    state: { ...state, meters: { ...state.meters, [id]: { ...watch, courses } } },
    outputs: [{ port: 0, payload }],
    status: watching,
  };
}
