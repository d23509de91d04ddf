import { EnergyError, toEnergyError } from "../../contract/error";
import { EdgeFilter } from "../../metering/pulses/edge-filter";
import type { Bias } from "../../site/pulse-source";
import { steadyNow } from "../steady-clock";
import type { WatchedLine } from "./gpiomon-line";
import type { PulseLine, PulseListener } from "./pulse-line";

/** What is used of the package rpio 2.x. */
export interface Rpio {
  readonly INPUT: number;
  readonly POLL_BOTH: number;
  readonly PIN_PRESERVE: number;
  readonly PULL_OFF: number;
  readonly PULL_UP: number;
  readonly PULL_DOWN: number;
  init(options: { mapping: "gpio"; gpiomem: boolean }): void;
  on(event: "warn", listener: (text: unknown) => void): void;
  off(event: "warn", listener: (text: unknown) => void): void;
  open(pin: number, mode: number, pull?: number): void;
  read(pin: number): number;
  poll(pin: number, listener: ((pin: number) => void) | null, direction?: number): void;
  close(pin: number, reset: number): void;
}

/** Loads the package where somebody has installed it; this one does not depend on it. */
async function installedRpio(): Promise<Rpio> {
  const name: string = "rpio";
  try {
    const loaded = (await import(name)) as Rpio & { default?: Rpio };
    return loaded.default ?? loaded;
  } catch (cause) {
    const feature = "rpio (Raspberry Pi 1 to 4, Zero)";
    throw new EnergyError("DEPENDENCY_MISSING", { feature, package: "rpio" }, { cause });
  }
}

/** Of each loaded package, which wants to be initialised once: why it cannot be used, where it cannot. */
const initialised = new WeakMap<Rpio, { readonly problem?: string }>();

/** Throws on hardware that rpio does not know: it would only warn, and play a board that never has a pulse. */
function initialise(rpio: Rpio): void {
  let found = initialised.get(rpio);
  if (!found) {
    const warnings: unknown[] = [];
    const listen = (text: unknown): void => {
      warnings.push(text);
    };
    rpio.on("warn", listen);
    rpio.init({ mapping: "gpio", gpiomem: true });
    rpio.off("warn", listen);
    found = warnings.length > 0 ? { problem: String(warnings[0]) } : {};
    initialised.set(rpio, found);
  }
  if (found.problem) throw new Error(found.problem);
}

const tickMs = 250;

/** Watches one line with rpio, which looks at it every millisecond. It needs a Raspberry Pi before the 5. */
export class RpioLine implements PulseLine {
  readonly #line: WatchedLine;
  readonly #listener: PulseListener;
  readonly #edges: EdgeFilter;
  readonly #opened: Promise<Rpio | undefined>;
  #tick: NodeJS.Timeout | undefined;

  constructor(line: WatchedLine, listener: PulseListener, load: () => Promise<Rpio> = installedRpio) {
    this.#line = line;
    this.#listener = listener;
    this.#edges = new EdgeFilter(line.debounceMs);
    this.#opened = load()
      .then((rpio) => this.#open(rpio))
      .catch((thrown) => {
        listener.failed(toEnergyError(thrown));
        return undefined;
      });
  }

  async stop(): Promise<void> {
    const rpio = await this.#opened;
    clearInterval(this.#tick);
    if (!rpio) return;
    rpio.poll(this.#line.line, null);
    rpio.close(this.#line.line, rpio.PIN_PRESERVE);
  }

  #open(rpio: Rpio): Rpio {
    const { chip, line, bias, pulseOnRise } = this.#line;
    try {
      initialise(rpio);
      rpio.open(line, rpio.INPUT, pullOf(rpio, bias));
    } catch (cause) {
      throw new EnergyError("GPIO_FAILED", { chip, line, detail: (cause as Error).message }, { cause });
    }
    const look = (): void => {
      const active = (rpio.read(line) === 1) === pulseOnRise;
      this.#tell(this.#edges.take({ active, at: steadyNow() }));
      const missed = this.#edges.takeMissed();
      if (missed > 0) this.#listener.missed(missed);
    };
    rpio.poll(line, look, rpio.POLL_BOTH);
    this.#tick = setInterval(() => this.#tell(this.#edges.settle(steadyNow())), tickMs);
    this.#listener.watching();
    return rpio;
  }

  #tell(pulseAt: number | undefined): void {
    if (pulseAt !== undefined) this.#listener.pulse(pulseAt);
  }
}

function pullOf(rpio: Rpio, bias: Bias): number | undefined {
  return { "as-is": undefined, "pull-up": rpio.PULL_UP, "pull-down": rpio.PULL_DOWN, disabled: rpio.PULL_OFF }[bias];
}
