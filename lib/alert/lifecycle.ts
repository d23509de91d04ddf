import type { AlertChange } from "../contract/alerts";
import type { Condition, Severity } from "../contract/messages";
import type { AlertDraft } from "./alert-draft";
import { type AlertTrack, nothingRaised, type OpenAlert } from "./alert-track";
import { isTellable, newChain, tell, tellWorse } from "./telling";

/** How long something that was decided long ago must still be so before it is told: its end may be on its way. */
export const lateMs = 10 * 60_000;
/** Evidence that changes all the time is not written down every time. */
const evidenceMs = 60_000;
/** What is open is written down so often, that no journal lets go of its newest record, however small it is. */
const rewriteMs = 24 * 3_600_000;
const order: readonly Severity[] = ["notice", "warning", "critical"];

/** A detector's word. */
export function heard(draft: AlertDraft, condition: Condition): void {
  const { open, waiting } = draft.track;
  if (!condition.active) over(draft);
  else if (open) again(draft, open, condition);
  else
    wait(draft, waiting ? { condition, due: waiting.due } : { condition, due: draft.now + delayOf(draft, condition) });
}

const delayOf = (draft: AlertDraft, condition: Condition): number =>
  draft.policyOf({ condition, severity: condition.severity }).delayMs;

function wait(draft: AlertDraft, waiting: NonNullable<AlertTrack["waiting"]>): void {
  draft.track = { ...draft.track, waiting };
  settle(draft);
}

/** The condition is over: what was not raised yet never is; what was is cleared when it stays so. */
function over(draft: AlertDraft): void {
  const { waiting: _dropped, ...track } = draft.track;
  draft.track = track;
  const { open } = track;
  if (open && !open.ended) {
    draft.open({ ...open, ended: { at: draft.now, due: draft.now + draft.policyOf(open).holdMs } });
  }
  settle(draft);
}

/** Does whatever it is time for. `change` is what has to be recorded in any case. */
export function settle(draft: AlertDraft, change?: AlertChange): void {
  const { waiting } = draft.track;
  const { open } = draft.track;
  if (waiting && waiting.due <= draft.now) raise(draft, waiting.condition);
  else if (open?.ended && open.ended.due <= draft.now) clear(draft, open, open.ended.at);
  else if (open) goOn(draft, change ?? (rewriteDue(draft.track) <= draft.now ? "evidence" : undefined));
}

/** When an open alert is to be written down though nobody does anything about it, ms UTC. */
export const rewriteDue = ({ at, open }: AlertTrack): number =>
  open?.isUnsaid ? open.evidenceAt + evidenceMs : at + rewriteMs;

function goOn(draft: AlertDraft, change: AlertChange | undefined): void {
  const unshelved = unpause(draft);
  const recorded = change ?? unshelved;
  const now = draft.track.open as OpenAlert;
  if (isTellable(now)) tell(draft, recorded);
  else if (recorded) draft.record(recorded);
}

function raise(draft: AlertDraft, condition: Condition): void {
  const { severity, at } = condition;
  const { waiting: _raised, shelved, ...track } = draft.track;
  const isLate = draft.now - at > draft.policyOf({ condition, severity }).expireMs[severity];
  draft.track = {
    ...track,
    raised: draft.nextRaised(),
    open: {
      condition,
      severity,
      chain: newChain("raised"),
      told: [],
      evidenceAt: draft.now,
      ...(shelved && shelved.until > draft.now && { shelved }),
      ...(isLate && { lateUntil: draft.now + lateMs }),
    },
  };
  settle(draft, "raised");
}

/** Only the counters are left, and a shelf, so that what was once is not dear for ever. */
function clear(draft: AlertDraft, open: OpenAlert, endedAt: number): void {
  const policy = draft.policyOf(open);
  const alert = draft.record("cleared", endedAt);
  const isSilent = open.shelved !== undefined || open.suppressed !== undefined;
  if (policy.tellCleared && !isSilent) draft.order(alert, policy, { reason: "cleared", to: open.told });
  const { version, number, at, raised } = draft.track;
  const { shelved } = open;
  const isShelved = shelved && shelved.until > draft.now;
  draft.track = { ...nothingRaised, version, number, at, raised, ...(isShelved && { shelved }) };
}

/** Ends the pauses whose time has come; whoever was told before is told again. */
function unpause(draft: AlertDraft): AlertChange | undefined {
  const { now } = draft;
  const { shelved, suppressed, lateUntil, repeatAt: _anew, ...open } = draft.track.open as OpenAlert;
  const isShelved = shelved && shelved.until > now;
  const isSuppressed = suppressed && suppressed.until > now;
  const isLate = lateUntil !== undefined && lateUntil > now;
  const ends = (shelved && !isShelved) || (suppressed && !isSuppressed) || (lateUntil !== undefined && !isLate);
  if (!ends) return undefined;
  draft.open({
    ...open,
    ...(isShelved && { shelved }),
    ...(isSuppressed && { suppressed }),
    ...(isLate && { lateUntil }),
    ...(!open.acknowledged && { chain: newChain(open.told.length > 0 ? "repeated" : "raised") }),
  });
  return shelved && !isShelved ? "unshelved" : undefined;
}

/** An open alert is heard of again: it has come back, got worse or better, or is known better. */
function again(draft: AlertDraft, before: OpenAlert, condition: Condition): void {
  const { ended: _back, ...open } = before;
  if (condition.severity === open.condition.severity) {
    draft.open({ ...open, ...(!isSame(open.condition, condition) && { condition, isUnsaid: true }) });
    settle(draft);
  } else if (isWorse(draft, open, condition.severity)) {
    draft.open(worse(draft, open, condition));
    if (open.acknowledged) tellWorse(draft);
    settle(draft, open.acknowledged ? undefined : "severity");
  } else {
    const { easedAt = draft.now } = open;
    draft.open({ ...open, condition, evidenceAt: draft.now, easedAt });
    settle(draft, "severity");
  }
}

/** Above what was told, or back after it had been better for a while. */
function isWorse(draft: AlertDraft, open: OpenAlert, severity: Severity): boolean {
  const rank = order.indexOf(severity);
  if (rank > order.indexOf(open.severity)) return true;
  const isRise = rank > order.indexOf(open.condition.severity);
  return isRise && open.easedAt !== undefined && draft.now - open.easedAt >= draft.policyOf(open).holdMs;
}

function worse(draft: AlertDraft, { easedAt: _over, ...open }: OpenAlert, condition: Condition): OpenAlert {
  const { severity } = condition;
  const known = { ...open, condition, severity, evidenceAt: draft.now };
  if (open.acknowledged) return known;
  const { repeatAt: _anew, ...rest } = known;
  return { ...rest, chain: newChain("severity") };
}

function isSame(a: Condition, b: Condition): boolean {
  const told = ({ value, limit, unit, since, evidence }: Condition) =>
    JSON.stringify([value, limit, unit, since, evidence]);
  return told(a) === told(b);
}
