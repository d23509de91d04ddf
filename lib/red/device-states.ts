import { EnergyError } from "../contract/error";
import type { IntakeResult } from "../ingest/intake";
import { isDeviceMeter } from "../site/site-model";
import type { MeterState, SiteNode } from "./handles";
import type { NodeTools } from "./node-tools";

/** Unknown devices that are told one by one; a network may carry thousands that are none of ours. */
const mostUnknown = 100;

/** How the devices of one reading-in are doing, told to its status, to the problem board and to the site. */
export class DeviceStates {
  readonly #tools: NodeTools;
  readonly #states: Map<string, MeterState>;
  readonly #online = new Set<string>();
  readonly #unknown = new Set<string>();
  readonly #gaps = new Map<string, number>();
  /** Meters that are read from a bus have a reader that tells how they are. */
  readonly #own: ReadonlySet<string> | undefined;

  constructor(tools: NodeTools, site: SiteNode | undefined) {
    this.#tools = tools;
    this.#states = site?.meterStates ?? new Map();
    const meters = site?.model?.meters.filter(isDeviceMeter).map(({ id }) => id);
    this.#own = meters && new Set(meters);
    for (const meter of meters ?? []) if (!this.#states.has(meter)) this.#states.set(meter, { state: "waiting" });
  }

  /** Takes note of what became of a message. */
  report({ readings, failures, gaps }: IntakeResult): void {
    for (const { meter, at } of readings) this.online(meter, at);
    for (const { device, missed } of gaps) this.#gap(device, missed);
    for (const { error } of failures) if (error.code === "DEVICE_UNKNOWN") this.#unknownDevice(error);
    this.show();
  }

  online(meter: string, at: number): void {
    this.#online.add(meter);
    if (!this.#own || this.#own.has(meter)) this.#states.set(meter, { state: "online", lastSeen: at });
  }

  show(): void {
    const lost = [...this.#gaps.values()].reduce((sum, missed) => sum + missed, 0);
    if (this.#unknown.size > 0) this.#tools.status("unknown-devices", { count: this.#unknown.size });
    else if (lost > 0) this.#tools.status("frames-missed", { count: lost });
    else if (this.#online.size > 0) this.#tools.status("reading", { good: this.#online.size });
    else this.#tools.status("waiting");
  }

  /** A gap is a warning until uplinks come without one again. */
  #gap(device: string, missed: number): void {
    const subject = `${device} uplinks`;
    if (missed > 0) {
      this.#gaps.set(device, missed);
      this.#tools.raise(subject, new EnergyError("FRAMES_MISSED", { device, count: missed }), "warning");
    } else if (this.#gaps.delete(device)) {
      this.#tools.solved(subject);
    }
  }

  #unknownDevice(error: EnergyError): void {
    const device = String(error.params.device);
    if (this.#unknown.has(device) || this.#unknown.size === mostUnknown) return;
    this.#unknown.add(device);
    this.#tools.raise(`device ${device}`, error, "warning");
  }
}
