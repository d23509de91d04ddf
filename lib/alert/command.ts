import type { AlertCommand, HandledBy } from "../contract/alerts";
import { EnergyError } from "../contract/error";
import { type AlertDraft, alertIdOf, alertOf } from "./alert-draft";
import type { OpenAlert } from "./alert-track";
import { settle } from "./lifecycle";

const longestShelfMs = 366 * 24 * 3_600_000;

/**
 * What a person does about an alert. The newest record of it is always among the outputs; where nothing has changed it is
 * transient. Throws API_NOT_FOUND, ALERT_CLEARED or MESSAGE_INVALID.
 */
export function obeyed(draft: AlertDraft, command: AlertCommand): void {
  const open = openAlertOf(draft, command.alert);
  switch (command.command) {
    case "acknowledge":
      acknowledge(draft, open, command);
      break;
    case "shelve":
      shelve(draft, open, command);
      break;
    case "unshelve":
      if (open.shelved) draft.open({ ...open, shelved: { ...open.shelved, until: draft.now } });
      break;
    case "clear":
      clear(draft, open, command);
      break;
  }
  settle(draft);
  if (draft.outputs.length > 0 || !draft.track.open) return;
  const payload = alertOf(draft.track, open.acknowledged ? "acknowledged" : "raised");
  draft.outputs.push({ port: 0, payload, transient: true });
}

function openAlertOf({ track }: AlertDraft, id: string): OpenAlert {
  const raised = raisedIn(id);
  if (raised !== undefined && raised <= track.raised && (!track.open || raised < track.raised)) {
    throw new EnergyError("ALERT_CLEARED", { id });
  }
  if (track.open && alertIdOf(track.open.condition, track.raised) === id) return track.open;
  throw new EnergyError("API_NOT_FOUND", { what: "alert", id });
}

/** `<subject>~<rule>~<raised, base 36>` */
function raisedIn(id: string): number | undefined {
  const text = id.split("~")[2] ?? "";
  return /^[0-9a-z]{1,11}$/.test(text) ? Number.parseInt(text, 36) : undefined;
}

const handledBy = ({ by, note }: AlertCommand, at: number): HandledBy => ({
  by,
  at,
  ...(note !== undefined && { note }),
});

/** Sent twice it is one; whoever has something to add is the one who has it now. */
function acknowledge(draft: AlertDraft, open: OpenAlert, command: AlertCommand): void {
  const { acknowledged } = open;
  if (acknowledged && acknowledged.by === command.by && acknowledged.note === command.note) return;
  const { repeatAt: _told, ...rest } = open;
  draft.open({ ...rest, acknowledged: handledBy(command, draft.now) });
  draft.record("acknowledged");
}

/** For a condition of which nobody will ever say that it is over: its rule or its meter is no more. */
function clear(draft: AlertDraft, open: OpenAlert, command: AlertCommand): void {
  const { acknowledged = handledBy(command, draft.now) } = open;
  draft.open({ ...open, acknowledged, ended: { at: draft.now, due: draft.now } });
}

function shelve(draft: AlertDraft, open: OpenAlert, command: AlertCommand): void {
  const until = command.until ?? 0;
  if (until <= draft.now) throw new EnergyError("MESSAGE_INVALID", { place: "until", detail: "must be in the future" });
  if (until - draft.now > longestShelfMs) {
    throw new EnergyError("MESSAGE_INVALID", { place: "until", detail: "must be within a year" });
  }
  const { shelved } = open;
  if (shelved && shelved.until === until && shelved.by === command.by && shelved.note === command.note) return;
  const { repeatAt: _told, ...rest } = open;
  draft.open({ ...rest, shelved: { ...handledBy(command, draft.now), until } });
  draft.record("shelved");
}
