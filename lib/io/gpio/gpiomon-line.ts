import {
  type GpiodVersion,
  type GpioLine,
  gpiomonArguments,
  printedEdge,
  remainingDebounceMs,
} from "../../acquire/gpiomon";
import { LineSplitter } from "../../acquire/line-splitter";
import { EnergyError, toEnergyError } from "../../contract/error";
import { EdgeFilter } from "../../metering/pulses/edge-filter";
import { backoffMs } from "../../schedule/backoff";
import { steadyNow, steadyOfKernel } from "../steady-clock";
import { type Gpiomon, installedGpiod, startGpiomon, stopGpiomon } from "./gpiomon-program";
import type { PulseLine, PulseListener } from "./pulse-line";

/** A line as it is watched; `pulseOnRise`: the edge with which a pulse begins. */
export interface WatchedLine extends GpioLine {
  readonly pulseOnRise: boolean;
}

const restart = { firstMs: 500, longestMs: 30_000 };
/** Alive so long it is watching; gpiomon 1 does not say so. */
const settledMs = 500;
/** Alive so long it did not fail at once: the next failure is a new one. */
const healthyMs = 10_000;
const tickMs = 250;
/** Edges of the kernel may be this long on their way; until then silence proves nothing. */
const deliveryMs = 200;
const maxErrorText = 500;

/** Watches one line with gpiomon, which is started again whenever it ends. */
export class GpiomonLine implements PulseLine {
  readonly #line: WatchedLine;
  readonly #listener: PulseListener;
  #child: Gpiomon | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopped = false;

  constructor(line: WatchedLine, listener: PulseListener) {
    this.#line = line;
    this.#listener = listener;
    void this.#start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    if (this.#child) await stopGpiomon(this.#child);
  }

  async #start(): Promise<void> {
    try {
      const version = await installedGpiod();
      if (!this.#stopped) this.#watch(version, startGpiomon(gpiomonArguments(version, this.#line)));
    } catch (thrown) {
      this.#again(toEnergyError(thrown));
    }
  }

  #watch(version: GpiodVersion, child: Gpiomon): void {
    this.#child = child;
    const lines = new LineSplitter();
    const edges = new EdgeFilter(remainingDebounceMs(version, this.#line));
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-maxErrorText);
    });
    child.stdout.setEncoding("latin1").on("data", (chunk: string) => {
      let unreadable = 0;
      for (const text of lines.push(chunk)) {
        const edge = printedEdge(version, this.#line.line, text);
        if (edge) {
          const active = edge.rising === this.#line.pulseOnRise;
          this.#tell(edges.take({ active, at: steadyOfKernel(edge.kernelMs) }));
        } else unreadable += 1;
      }
      const missed = edges.takeMissed() + unreadable;
      if (missed > 0) this.#listener.missed(missed);
    });
    const tick = setInterval(() => this.#tell(edges.settle(steadyNow() - deliveryMs)), tickMs);
    const settled = setTimeout(() => this.#listener.watching(), settledMs);
    const healthy = setTimeout(() => {
      this.#failures = 0;
    }, healthyMs);
    const ended = (detail: string): void => {
      if (this.#child !== child) return;
      clearInterval(tick);
      clearTimeout(settled);
      clearTimeout(healthy);
      this.#child = undefined;
      const { chip, line } = this.#line;
      this.#again(new EnergyError("GPIO_FAILED", { chip, line, detail }));
    };
    child.once("error", (error) => ended(error.message));
    child.once("close", (code, signal) => ended(lastLine(complaint) || `gpiomon ended with ${signal ?? code}`));
    // It may end while it is being told to.
    child.stdin.on("error", () => undefined);
  }

  #tell(pulseAt: number | undefined): void {
    if (pulseAt !== undefined) this.#listener.pulse(pulseAt);
  }

  #again(error: EnergyError): void {
    if (this.#stopped) return;
    this.#failures += 1;
    this.#listener.failed(error);
    this.#retry = setTimeout(() => void this.#start(), backoffMs(restart, this.#failures, Math.random()));
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
