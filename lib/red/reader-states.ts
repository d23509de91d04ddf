import { busAddress } from "../acquire/bus-config";
import type { MeterPoint } from "../acquire/meter-point";
import { EnergyError } from "../contract/error";
import type { MeterState, MeterStates } from "./handles";
import type { NodeTools } from "./node-tools";

/** Polls in a row that must come too late before it is said: one is only a hiccup. */
const latePolls = 3;

/** How the meters of one reader are doing, told to its status, to the problem board and to the site. */
export class ReaderStates {
  readonly #tools: NodeTools;
  readonly #states: MeterStates;
  readonly #late = new Map<string, number>();
  readonly #meters = new Set<string>();

  /** `states` is the site's, where there is one. */
  constructor(tools: NodeTools, states: MeterStates = new Map<string, MeterState>()) {
    this.#tools = tools;
    this.#states = states;
  }

  waiting(meter: string): void {
    this.#meters.add(meter);
    this.#states.set(meter, { state: "waiting" });
  }

  /** It gave values, perhaps with a restriction. */
  online(meter: string, at: number, warning?: EnergyError): void {
    this.#states.set(meter, { state: "online", lastSeen: at });
    if (warning) this.#tools.raise(meter, warning, "warning");
    else this.#tools.solved(meter);
    this.show();
  }

  failing(meter: string, error: EnergyError): void {
    const lastSeen = this.#states.get(meter)?.lastSeen;
    this.#states.set(meter, { state: "failing", error, ...(lastSeen !== undefined && { lastSeen }) });
    this.#tools.raise(meter, error);
    this.show();
  }

  /** Whether the poll that just ended left out the next ones of its cadence. */
  paced({ meter, bus, intervalMs }: MeterPoint, inTime: boolean): void {
    const late = inTime ? 0 : (this.#late.get(meter) ?? 0) + 1;
    this.#late.set(meter, late);
    const subject = `${meter} pace`;
    if (late === 0) this.#tools.solved(subject);
    if (late < latePolls) return;
    const params = { meter, seconds: intervalMs / 1000, bus: busAddress(bus) };
    this.#tools.raise(subject, new EnergyError("METER_TOO_SLOW", params), "warning");
  }

  show(): void {
    const counts = { waiting: 0, online: 0, failing: 0 };
    for (const meter of this.#meters) counts[this.#states.get(meter)?.state ?? "waiting"] += 1;
    const all = this.#meters.size;
    if (all === 0) this.#tools.status("idle");
    else if (counts.failing === all) this.#tools.status("all-failing");
    else if (counts.failing > 0) this.#tools.status("some-failing", { failing: counts.failing, all });
    else if (counts.online > 0) this.#tools.status("reading", { good: counts.online });
    else this.#tools.status("waiting");
  }
}
