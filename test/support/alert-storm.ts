import { alertManager } from "../../dist/lib/alert/alert-manager.js";
import { type Alert, type AlertCommand, type Notification, subjectOf } from "../../dist/lib/contract/alerts.js";
import type { Condition, Message, Severity } from "../../dist/lib/contract/messages.js";
import { chanceOf } from "./chance.ts";

export const stormStart = Date.UTC(2026, 0, 5, 9);
const minute = 60_000;

/** Two policies, one of them in groups; a department in maintenance for an hour. */
export const stormConfig = {
  site: "storm",
  recipients: ["anna", "ben", "cleo"],
  policies: [
    {
      id: "urgent",
      severities: ["warning", "critical"],
      delaySeconds: 5,
      holdSeconds: 60,
      repeatMinutes: 45,
      steps: [{ to: ["anna"] }, { to: ["ben", "cleo"], afterMinutes: 10 }, { to: ["anna"], afterMinutes: 30 }],
    },
    { id: "other", holdSeconds: 30, groupSeconds: 600, steps: [{ to: ["cleo"] }] },
  ],
  maintenance: [
    {
      id: "service",
      from: new Date(stormStart + 60 * minute).toISOString(),
      to: new Date(stormStart + 120 * minute).toISOString(),
      meters: ["m1", "m2", "m3", "m4", "m5"],
    },
  ],
};

interface Reaction {
  readonly what: "acknowledge" | "shelve";
  readonly subject: string;
  readonly minutes: number;
}

/** Something that happens after a pause, ms. */
export type StormEvent = { readonly after: number } & (
  | { readonly what: "condition"; readonly condition: Omit<Condition, "at" | "since"> }
  | Reaction
  | { readonly what: "crash" | "clock"; readonly ms: number }
);

const severities: readonly Severity[] = ["notice", "warning", "critical"];

/** `count` conditions about a few hundred subjects: flapping, repeated, growing worse; people who react; restarts; a clock that is set. */
export function* storm(seed: number, count: number, subjects = 300): Generator<StormEvent> {
  const chance = chanceOf(seed);
  const below = (most: number): number => Math.floor(chance() * most);
  for (let n = 0; n < count; n++) {
    const after = chance() < 0.02 ? below(20 * minute) : below(2000);
    const about = below(subjects);
    const subject: Pick<Condition, "meter" | "machine"> =
      about % 10 === 9 ? { machine: `p${about}` } : { meter: `m${about}` };
    const condition = {
      kind: "condition" as const,
      site: "storm",
      ...subject,
      rule: about % 2 === 0 ? "limit" : "leak.hall",
      active: chance() < 0.6,
      severity: severities[chance() < 0.1 ? below(3) : about % 3] as Severity,
      evidence: { n: below(3) },
    };
    yield { after, what: "condition", condition };
    const key = `${subjectOf(subject)}~${condition.rule}`;
    if (chance() < 0.05) yield { after: below(5000), what: "acknowledge", subject: key, minutes: 0 };
    if (chance() < 0.03) yield { after: below(5000), what: "shelve", subject: key, minutes: 1 + below(60) };
    if (chance() < 0.005) yield { after: 0, what: "crash", ms: below(10 * minute) };
    if (chance() < 0.001) yield { after: 0, what: "clock", ms: below(60 * minute) - 30 * minute };
  }
}

export const commandOf = ({ what, minutes }: Reaction, alert: string, now: number): AlertCommand => ({
  kind: "alert-command",
  site: "storm",
  alert,
  command: what,
  by: "anna",
  at: now,
  ...(what === "shelve" && { until: now + minutes * minute }),
});

const added = <T>(map: Map<string, T[]>, key: string, value: T) => map.set(key, [...(map.get(key) ?? []), value]);

/** What must be true of everything that a storm has left in the journal, in its order; gives what is not. */
export function brokenRules(records: readonly Message[]): string[] {
  const broken: string[] = [];
  const check = (isTrue: boolean, text: string): void => void (isTrue || broken.push(text));
  const alerts = new Map<string, Alert[]>();
  const orders = new Map<string, Notification[]>();
  const ids = new Set<string>();
  for (const record of records) {
    if (record.kind === "alert") added(alerts, record.id, record);
    if (record.kind !== "notification") continue;
    check(!ids.has(record.id), `${record.id} was ordered twice`);
    ids.add(record.id);
    added(orders, record.alert.id, record);
  }
  for (const [id, changes] of alerts) {
    const of = (change: Alert["change"]) => changes.filter((alert) => alert.change === change);
    check(changes[0]?.change === "raised" && of("raised").length === 1, `${id} was not raised once`);
    check(changes.at(-1)?.change === "cleared" && of("cleared").length === 1, `${id} was not cleared once`);
    const versions = changes.map(({ version }) => version);
    check(
      versions.every((version, index) => index === 0 || version === (versions[index - 1] ?? 0) + 1),
      `${id} has gaps`,
    );
    for (const text of brokenOrders(changes, orders.get(id) ?? [])) check(false, `${id} ${text}`);
  }
  for (const id of orders.keys()) check(alerts.has(id), `${id} was told but never raised`);
  return broken;
}

/** Nothing but the end, and that it is worse, is told after an acknowledgement; nothing at all in a pause. */
function brokenOrders(changes: readonly Alert[], orders: readonly Notification[]): string[] {
  const broken: string[] = [];
  const taken = changes.find(({ acknowledged }) => acknowledged)?.version ?? Number.POSITIVE_INFINITY;
  for (const { alert, reason, recipient } of orders) {
    const isAfterwards = alert.version >= taken && reason !== "cleared" && reason !== "severity";
    if (isAfterwards) broken.push(`was told to ${recipient} as ${reason} after it was acknowledged`);
    if (alert.suppressedBy !== undefined || alert.shelved) broken.push(`was told to ${recipient} in a pause`);
  }
  return broken;
}

/**
 * Of alerts that nothing special happened to, how often each step was told must follow from when they were raised,
 * acknowledged and over. Gives how many there were, and what is not as it must be.
 */
export function brokenSteps(records: readonly Message[]): { plain: number; broken: string[] } {
  const changes = new Map<string, Alert[]>();
  const orders = new Map<string, Notification[]>();
  for (const record of records) {
    if (record.kind === "alert") added(changes, record.id, record);
    if (record.kind === "notification") added(orders, record.alert.id, record);
  }
  const special = new Set(["severity", "shelved", "suppressed"]);
  const broken: string[] = [];
  let plain = 0;
  for (const [id, history] of changes) {
    if (history.some(({ change, shelved }) => special.has(change) || shelved)) continue;
    plain++;
    const last = history.at(-1) as Alert;
    const end = Math.min(last.cleared ?? 0, history.find(({ acknowledged }) => acknowledged)?.at ?? last.at);
    const told = (orders.get(id) ?? []).filter(({ reason }) => reason === "raised" || reason === "escalated");
    const steps: readonly { to: string[]; afterMinutes?: number }[] =
      stormConfig.policies[last.condition.severity === "notice" ? 1 : 0]?.steps ?? [];
    const due = steps.filter(({ afterMinutes = 0 }) => last.raised + afterMinutes * minute < end || afterMinutes === 0);
    const expected = due.flatMap(({ to }) => to).join();
    const found = told.map(({ recipient }) => recipient).join();
    if (found !== expected) broken.push(`${id} was told to ${found}, not to ${expected}`);
  }
  return { plain, broken };
}

export const parsedStormConfig = () => alertManager.parseConfig(stormConfig);
