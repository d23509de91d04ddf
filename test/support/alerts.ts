import type { AlertConfig } from "../../dist/lib/alert/alert-config.js";
import { alertManager } from "../../dist/lib/alert/alert-manager.js";
import type { AlertTrack } from "../../dist/lib/alert/alert-track.js";
import type { Alert, AlertCommand, Notification } from "../../dist/lib/contract/alerts.js";
import type { Condition, Message } from "../../dist/lib/contract/messages.js";
import { wokenUpTo } from "../../dist/lib/step/advance.js";

/** A Monday, 09:00 UTC. */
export const monday = Date.UTC(2026, 0, 5, 9);
export const minute = 60_000;

export const condition = (more: Partial<Condition> = {}): Condition => ({
  kind: "condition",
  site: "works",
  meter: "press",
  rule: "limit",
  active: true,
  severity: "warning",
  at: monday,
  since: monday,
  evidence: {},
  ...more,
});

/** One subject and rule whose clock the test moves. */
export class AlertWorld {
  readonly alerts: Alert[] = [];
  readonly orders: Notification[] = [];
  readonly config: AlertConfig;
  now = monday;
  state: AlertTrack;

  constructor(config: object | AlertConfig) {
    this.config = "placeOf" in config ? (config as AlertConfig) : alertManager.parseConfig(config);
    this.state = alertManager.initialState(this.config, "");
  }

  /** What happened since it was last asked: changes of the alert, and `<recipient> <reason>` of each order. */
  said(): string[] {
    const said = [
      ...this.alerts.map(({ version, change }) => ({ at: version, text: change as string })),
      ...this.orders.map(({ alert, recipient, reason }) => ({
        at: alert.version + 0.5,
        text: `${recipient} ${reason}`,
      })),
    ];
    this.alerts.length = 0;
    this.orders.length = 0;
    return said.sort((a, b) => a.at - b.at).map(({ text }) => text);
  }

  later(ms: number): void {
    this.now += ms;
    const woken = wokenUpTo(alertManager, this.config, this.state, this.now, "");
    if (woken) this.#take(woken);
  }

  is(more: Partial<Condition> = {}): void {
    this.#input(condition({ at: this.now, ...more }));
  }

  isOver(): void {
    this.is({ active: false });
  }

  do(command: AlertCommand["command"], more: Partial<AlertCommand> = {}): void {
    const { raised } = this.state;
    const alert = `press~limit~${raised.toString(36)}`;
    this.#input({ kind: "alert-command", site: "works", alert, command, by: "anna", at: this.now, ...more });
  }

  /** The gateway stands still for a while. */
  down(ms: number): void {
    this.now += ms;
    this.state = alertManager.resume?.(this.config, this.state, this.now, "") as AlertTrack;
  }

  #input(message: Message): void {
    this.later(0);
    this.#take(alertManager.step(this.config, this.state, { type: "message", message }, this.now));
  }

  #take({ state, outputs }: ReturnType<typeof alertManager.step>): void {
    this.state = structuredClone(state);
    for (const { payload, transient } of outputs) {
      if (payload.kind === "alert" && !transient) this.alerts.push(payload);
      if (payload.kind === "notification") this.orders.push(payload);
    }
  }
}
