import { EnergyError } from "../contract/error";
import type { Bias } from "../site/pulse-source";

/** Versions of libgpiod differ in their options and in what they print. */
export type GpiodVersion = 1 | 2;

/** A GPIO line as gpiomon is asked for it. */
export interface GpioLine {
  /** `gpiochip0` or a path. */
  readonly chip: string;
  /** Offset on the chip; on a Raspberry Pi the GPIO number. */
  readonly line: number;
  readonly bias: Bias;
  readonly debounceMs: number;
}

/** From `gpiomon --version`: "gpiomon (libgpiod) v1.6.3", "gpiomon v2.2 (libgpiod v2.2.1)". */
export function gpiodVersion(text: string): GpiodVersion {
  const major = /\bv(\d+)\.\d/.exec(text)?.[1];
  if (major === "1" || major === "2") return Number(major) as GpiodVersion;
  const said = text.trim().split("\n")[0]?.slice(0, 80) ?? "";
  throw new EnergyError("GPIOMON_UNKNOWN", { said });
}

/**
 * Both edges, so that a missed one shows. Version 1 knows no debouncing (ours does it then) and pads no
 * nanoseconds. No event clock is asked for: version 2.0 misreads that option, and the kernel's own choice,
 * the monotonic clock, is the one wanted.
 */
export function gpiomonArguments(version: GpiodVersion, { chip, line, bias, debounceMs }: GpioLine): string[] {
  if (version === 1) {
    const biases = bias === "as-is" ? [] : [`--bias=${bias === "disabled" ? "disable" : bias}`];
    return ["--line-buffered", ...biases, "--format=%e %o %s %n", chip, String(line)];
  }
  const biases = bias === "as-is" ? [] : ["--bias", bias];
  const debounce = debounceMs > 0 ? ["--debounce-period", `${Math.round(debounceMs * 1000)}us`] : [];
  return ["--chip", chip, ...biases, ...debounce, "--edges", "both", "--format", "%e %o %S", String(line)];
}

/** What is left to do here after gpiomon, ms. */
export function remainingDebounceMs(version: GpiodVersion, { debounceMs }: GpioLine): number {
  return version === 1 ? debounceMs : 0;
}

/** One printed edge; `kernelMs` is the kernel's time stamp. */
export interface PrintedEdge {
  readonly rising: boolean;
  readonly kernelMs: number;
}

const patterns: Readonly<Record<GpiodVersion, RegExp>> = {
  1: /^([01]) (\d{1,5}) (\d{1,12}) (\d{1,9})$/,
  2: /^([12]) (\d{1,5}) (\d{1,12})\.(\d{9})$/,
};

/** A line as asked for by `gpiomonArguments`; undefined where it is none, or speaks of another GPIO line. */
export function printedEdge(version: GpiodVersion, line: number, text: string): PrintedEdge | undefined {
  const match = patterns[version].exec(text);
  if (!match || Number(match[2]) !== line) return undefined;
  const kernelMs = Number(match[3]) * 1000 + Number(match[4]) / 1e6;
  return { rising: match[1] === "1", kernelMs };
}
