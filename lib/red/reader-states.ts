import { type BusConfig, busAddress, frameOf } from "../acquire/bus-config";
import type { MeterPoint } from "../acquire/meter-point";
import { EnergyError, type ErrorCode } from "../contract/error";
import type { Reading } from "../contract/messages";
import type { MeterState, MeterStates } from "./handles";
import type { NodeTools } from "./node-tools";

/** Polls in a row that must come too late before it is said: one is only a hiccup. */
const latePolls = 3;

/** What is wrong with a whole bus is said once, of the bus. */
const silences: readonly ErrorCode[] = ["METER_NO_ANSWER", "METER_NOISE"];

/** How the meters of one reader are doing, told to its status, to the problem board and to the site. */
export class ReaderStates {
  readonly #tools: NodeTools;
  readonly #states: MeterStates;
  readonly #late = new Map<string, number>();
  /** Meters whose last reading came with a warning. */
  readonly #warned = new Set<string>();
  /** Every meter with its bus, where it has one. */
  readonly #meters = new Map<string, BusConfig | undefined>();
  /** What this reader knows of its meters; another reader of the site may know otherwise. */
  readonly #own = new Map<string, MeterState["state"]>();
  readonly #counts = { waiting: 0, online: 0, failing: 0 };

  /** `states` is the site's, where there is one. */
  constructor(tools: NodeTools, states: MeterStates = new Map<string, MeterState>()) {
    this.#tools = tools;
    this.#states = states;
  }

  waiting(meter: string, bus?: BusConfig): void {
    this.#meters.set(meter, bus);
    this.#change(meter, { state: "waiting" });
  }

  /** It gave values, perhaps with a restriction. */
  online({ meter, at, values }: Reading, warning?: EnergyError): void {
    const back = this.#own.get(meter) !== "online";
    this.#change(meter, { state: "online", lastSeen: at, values: { ...this.#states.get(meter)?.values, ...values } });
    if (warning) {
      this.#warned.add(meter);
      this.#tools.raise(meter, warning, "warning");
    } else if (this.#warned.delete(meter) || back) this.#tools.solved(meter);
    if (!back) return;
    this.#tellOfBus(this.#meters.get(meter));
    this.show();
  }

  failing(meter: string, error: EnergyError): void {
    this.#change(meter, { ...this.#states.get(meter), state: "failing", error });
    const bus = this.#meters.get(meter);
    if (!bus) this.#tools.raise(meter, error);
    this.#tellOfBus(bus);
    this.show();
  }

  #change(meter: string, state: MeterState): void {
    const before = this.#own.get(meter);
    if (before) this.#counts[before] -= 1;
    this.#counts[state.state] += 1;
    this.#own.set(meter, state.state);
    this.#states.set(meter, state);
  }

  /** One problem of the bus where it concerns all its meters, else one for each meter that fails. */
  #tellOfBus(bus: BusConfig | undefined): void {
    if (!bus) return;
    const address = busAddress(bus);
    const meters = [...this.#meters].filter(([, own]) => own && busAddress(own) === address).map(([meter]) => meter);
    const errors = meters
      .map((meter) => this.#states.get(meter))
      .map((state) => (state?.state === "failing" ? state.error : undefined));
    const common = commonProblem(errors, bus);
    if (common) this.#tools.raise(address, common);
    else this.#tools.solved(address);
    meters.forEach((meter, n) => {
      const error = errors[n];
      if (error && !common) this.#tools.raise(meter, error);
      else if (error) this.#tools.solved(meter);
    });
  }

  /** Two meters at one unit id are one device under two names, or two that answer at once. */
  twinned({ meter, unitId, bus }: MeterPoint, twin: string | undefined): void {
    if (twin === undefined) return;
    const params = { meter, twin, unitId, bus: busAddress(bus) };
    this.#tools.raise(`${meter} unit`, new EnergyError("METER_TWIN", params), "warning");
  }

  /** Whether the poll that just ended left out the next ones of its cadence. */
  paced({ meter, bus, intervalMs }: MeterPoint, inTime: boolean): void {
    const before = this.#late.get(meter) ?? 0;
    if (inTime && before === 0) return;
    const late = inTime ? 0 : before + 1;
    this.#late.set(meter, late);
    const subject = `${meter} pace`;
    if (late === 0) this.#tools.solved(subject);
    if (late < latePolls) return;
    const params = { meter, seconds: intervalMs / 1000, bus: busAddress(bus) };
    this.#tools.raise(subject, new EnergyError("METER_TOO_SLOW", params), "warning");
  }

  show(): void {
    const counts = this.#counts;
    const all = this.#meters.size;
    if (all === 0) this.#tools.status("idle");
    else if (counts.failing === all) this.#tools.status("all-failing");
    else if (counts.failing > 0) this.#tools.status("some-failing", { failing: counts.failing, all });
    else if (counts.online > 0) this.#tools.status("reading", { good: counts.online });
    else this.#tools.status("waiting");
  }
}

/** The bus itself, or a serial line on which nobody answers: then it is hardly every single meter. */
function commonProblem(errors: readonly (EnergyError | undefined)[], bus: BusConfig): EnergyError | undefined {
  const ofBus = errors.find((error) => error?.code.startsWith("BUS_"));
  if (ofBus) return ofBus;
  const silent = errors.length > 1 && errors.every((error) => error && silences.includes(error.code));
  if (!silent || bus.transport === "tcp" || !bus.line) return undefined;
  return new EnergyError("BUS_SILENT", {
    bus: busAddress(bus),
    meters: errors.length,
    baud: bus.line.baud,
    frame: frameOf(bus.line),
  });
}
