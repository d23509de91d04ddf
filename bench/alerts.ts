import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alertManager } from "../lib/alert/alert-manager";
import type { AlertTrack } from "../lib/alert/alert-track";
import type { Alert } from "../lib/contract/alerts";
import type { Condition, Message } from "../lib/contract/messages";
import { openStore } from "../lib/io/store/open-store";
import { StepRunner } from "../lib/step/step-runner";
import type { Store } from "../lib/store/store";
import type { Options } from "./run";

const start = Date.UTC(2026, 0, 5, 9);
const subjects = 300;
const config = alertManager.parseConfig({
  recipients: ["anna", "ben"],
  policies: [{ id: "all", holdSeconds: 60, steps: [{ to: ["anna"] }, { to: ["ben"], afterMinutes: 10 }] }],
});

/** A storm of conditions through the alert-manager, beside a bare loop that only makes the same commits; and what a page of alerts costs. */
export async function run({ conditions = 10_000, alerts = 100_000 }: Options): Promise<object> {
  const steps = stepped(conditions);
  const folder = mkdtempSync(join(tmpdir(), "energy-alerts-"));
  const place = { maxAgeDays: 4000, maxBytes: 4e9 };
  const managed = openStore(join(folder, "managed.db"), place).store;
  const bare = openStore(join(folder, "bare.db"), place).store;
  const listed = openStore(join(folder, "listed.db"), place).store;
  try {
    const { ms, commits } = await throughManager(managed, conditions);
    const bareMs = await committed(bare, commits);
    const pages = await listing(listed, alerts);
    return { conditions, ...steps, stormMs: round(ms), bareMs: round(bareMs), timesBare: round(ms / bareMs), ...pages };
  } finally {
    await Promise.all([managed.close(), bare.close(), listed.close()]);
    rmSync(folder, { recursive: true });
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;

const conditionOf = (n: number): Condition => ({
  kind: "condition",
  site: "bench",
  meter: `m${n % subjects}`,
  rule: "limit",
  active: Math.floor(n / subjects) % 2 === 0,
  severity: "warning",
  at: start + n * 500,
  since: start + n * 500,
  evidence: { n: n % 3 },
});

/** The logic alone. */
function stepped(conditions: number): object {
  const states = new Map<string, AlertTrack>();
  const begun = performance.now();
  let outputs = 0;
  for (let n = 0; n < conditions; n++) {
    const message = conditionOf(n);
    const key = alertManager.keyOf(message, config) as string;
    const state = states.get(key) ?? alertManager.initialState(config, key);
    const result = alertManager.step(config, state, { type: "message", message }, message.at);
    states.set(key, result.state);
    outputs += result.outputs.length;
  }
  const microsecondsPerCondition = round(((performance.now() - begun) * 1000) / conditions);
  return { microsecondsPerCondition, outputs };
}

type Commits = Parameters<Store["commit"]>[0][];

async function throughManager(store: Store, conditions: number): Promise<{ ms: number; commits: Commits }> {
  const commits: Commits = [];
  const watched: Pick<Store, "commit" | "tail" | "states"> = {
    commit: (commit) => {
      commits.push(commit);
      return store.commit(commit);
    },
    tail: (...question) => store.tail(...question),
    states: (node) => store.states(node),
  };
  const runner = new StepRunner(alertManager, config, "alerts", watched as Store);
  const quiet = (): void => undefined;
  await runner.restore(["condition"], () => start, quiet);
  const begun = performance.now();
  for (let first = 0; first < conditions; first += 100) {
    const crowd = Array.from({ length: Math.min(100, conditions - first) }, (_, n) => conditionOf(first + n));
    await Promise.all(
      crowd.map(async (message) => {
        const { seqs } = await watched.commit({ records: [message] });
        return runner.input({ type: "message", message }, message.at, seqs[0]);
      }),
    );
    await runner.wake(start + (first + 100) * 500, quiet);
  }
  return { ms: performance.now() - begun, commits };
}

/** The same commits, a hundred at a time, with nothing to decide. */
async function committed(store: Store, commits: Commits): Promise<number> {
  const begun = performance.now();
  for (let first = 0; first < commits.length; first += 100) {
    await Promise.all(commits.slice(first, first + 100).map((commit) => store.commit(commit)));
  }
  return performance.now() - begun;
}

/** What pages of alerts cost, with so many records. */
async function listing(store: Store, alerts: number): Promise<object> {
  for (let first = 0; first < alerts; first += 5000) {
    const records: Message[] = Array.from({ length: 5000 }, (_, n) => alertOf(first + n));
    await store.commit({ records });
  }
  const query = { site: "bench", from: 0, to: Number.MAX_SAFE_INTEGER, limit: 100 };
  const timed = async (more: object): Promise<number> => {
    const begun = performance.now();
    await store.alerts({ ...query, ...more });
    return round(performance.now() - begun);
  };
  await timed({ limit: 1 });
  return {
    records: alerts,
    openMs: await timed({ state: "open" }),
    newestMs: await timed({}),
    rareMs: await timed({ state: "cleared", severity: "critical" }),
    meterMs: await timed({ meter: "m7" }),
  };
}

/** Four records an alert; the last of each subject stays open. */
function alertOf(n: number): Alert {
  const subject = n % subjects;
  const version = Math.floor(n / subjects) + 1;
  const change = (["raised", "escalated", "acknowledged", "cleared"] as const)[(version - 1) % 4] ?? "raised";
  const at = start + n * 1000;
  const raised = at - ((version - 1) % 4) * subjects * 1000;
  return {
    kind: "alert",
    id: `m${subject}~limit~${raised.toString(36)}`,
    site: "bench",
    condition: { ...conditionOf(n), meter: `m${subject}` },
    state: change === "cleared" || change === "acknowledged" ? change : "raised",
    change,
    at,
    version,
    raised,
    step: 1,
  };
}
