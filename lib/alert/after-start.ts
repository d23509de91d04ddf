import type { AlertConfig } from "./alert-config";
import { type AlertPolicy, policyFor } from "./alert-policy";
import type { AlertTrack, OpenAlert } from "./alert-track";
import { lateMs } from "./lifecycle";
import { windowAt } from "./maintenance";
import { isTellable, tellingDue } from "./telling";

/** What is overdue after a start waits so long: detectors that still catch up may say that it is over. */
export const graceMs = 30_000;

/**
 * A track after a start. What was due meanwhile is told once and now, not once for every time that was missed. Whom nobody
 * has reached, because everything that was ordered has expired, is told once more.
 */
export function resumed(config: AlertConfig, track: AlertTrack, now: number): AlertTrack {
  const { waiting, open } = withinReach(config, track, now);
  return {
    ...track,
    ...(waiting && { waiting: { ...waiting, due: waiting.due <= now ? now + graceMs : waiting.due } }),
    ...(open && { open: resumedAlert(config, open, now) }),
  };
}

function resumedAlert(config: AlertConfig, open: OpenAlert, now: number): OpenAlert {
  const { chain, ended, suppressed } = open;
  const isUnreached = isTellable(open) && !open.reminded && open.reach !== undefined && open.reach <= now;
  const { notBefore: waitsUntil = 0, ...goingOn } = chain;
  const isOverdue =
    isUnreached || (tellingDue(open, policyOf(config, open.condition, open.severity)) ?? now + 1) <= now;
  const notBefore = waitsUntil > now ? waitsUntil : isOverdue ? now + graceMs : undefined;
  const isStillClosed = suppressed && isWindow(config, open, suppressed.window, now);
  return {
    ...open,
    chain: { ...goingOn, ...(notBefore !== undefined && { notBefore }) },
    ...(ended && { ended: { ...ended, due: ended.due <= now ? now + graceMs : ended.due } }),
    ...(isUnreached && { repeatAt: now, reminded: true }),
    ...(suppressed && !isStillClosed && { suppressed: { ...suppressed, until: now + graceMs } }),
  };
}

/** A maintenance window that has been taken out of the site model, or made shorter, holds nothing back any more. */
export function withoutLostWindow(config: AlertConfig, track: AlertTrack, now: number): AlertTrack {
  const { open } = track;
  const { suppressed } = open ?? {};
  if (!open || !suppressed || isWindow(config, open, suppressed.window, now)) return track;
  return { ...track, open: { ...open, suppressed: { ...suppressed, until: Math.min(suppressed.until, now) } } };
}

/** A window may have been taken out of the site model. */
const isWindow = ({ maintenance, placeOf }: AlertConfig, { condition }: OpenAlert, id: string, now: number): boolean =>
  windowAt(
    maintenance.filter((window) => window.id === id),
    placeOf(condition),
    now,
  ) !== undefined;

/** Where the clock has been set back nothing waits for longer than it would have from now on. */
export function withinReach(config: AlertConfig, track: AlertTrack, now: number): AlertTrack {
  const { waiting, open } = track;
  if (!waiting && !open) return track;
  return {
    ...track,
    ...(waiting && {
      waiting: { ...waiting, due: Math.min(waiting.due, now + policyOf(config, waiting.condition).delayMs) },
    }),
    ...(open && { open: alertWithinReach(config, open, now) }),
  };
}

function policyOf(config: AlertConfig, condition: OpenAlert["condition"], severity = condition.severity): AlertPolicy {
  return policyFor(config.policies, condition, severity, config.placeOf(condition));
}

function alertWithinReach(config: AlertConfig, open: OpenAlert, now: number): OpenAlert {
  const { chain, ended, lateUntil, repeatAt, easedAt } = open;
  const { holdMs, repeatMs = 0 } = policyOf(config, open.condition, open.severity);
  const { from, notBefore } = chain;
  const isAhead = [from, notBefore && notBefore - graceMs, ended?.at, lateUntil && lateUntil - lateMs, open.evidenceAt];
  const isBack = isAhead.some((time) => time !== undefined && time > now) || (repeatAt ?? 0) > now + repeatMs;
  if (!isBack) return open;
  return {
    ...open,
    evidenceAt: Math.min(open.evidenceAt, now),
    chain: {
      ...chain,
      ...(from !== undefined && { from: Math.min(from, now) }),
      ...(notBefore !== undefined && { notBefore: Math.min(notBefore, now + graceMs) }),
    },
    ...(ended && { ended: { at: Math.min(ended.at, now), due: Math.min(ended.due, now + holdMs) } }),
    ...(lateUntil !== undefined && { lateUntil: Math.min(lateUntil, now + lateMs) }),
    ...(repeatAt !== undefined && { repeatAt: Math.min(repeatAt, now + repeatMs) }),
    ...(easedAt !== undefined && { easedAt: Math.min(easedAt, now) }),
  };
}
