import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import { type Rpio, RpioLine } from "../../dist/lib/io/gpio/rpio-line.js";

const line = { chip: "gpiochip0", line: 17, bias: "pull-up", debounceMs: 0, pulseOnRise: false } as const;

/** What the line uses of rpio 2.4, with a level that a test sets. */
class FakeRpio implements Rpio {
  readonly INPUT = 0;
  readonly POLL_BOTH = 3;
  readonly PIN_PRESERVE = 0;
  readonly PULL_OFF = 0;
  readonly PULL_DOWN = 1;
  readonly PULL_UP = 2;
  readonly calls: string[] = [];
  readonly #warning: string | undefined;
  #warned: ((text: unknown) => void) | undefined;
  #poll: ((pin: number) => void) | null = null;
  #level = 1;

  constructor(warning?: string) {
    this.#warning = warning;
  }

  init(): void {
    this.calls.push("init");
    if (this.#warning) this.#warned?.(this.#warning);
  }
  on(_event: "warn", listener: (text: unknown) => void): void {
    this.#warned = listener;
  }
  off(): void {
    this.#warned = undefined;
  }
  open(pin: number, mode: number, pull?: number): void {
    this.calls.push(`open ${pin} ${mode} ${pull}`);
  }
  read(): number {
    return this.#level;
  }
  poll(pin: number, listener: ((pin: number) => void) | null): void {
    this.calls.push(`poll ${pin} ${listener ? "on" : "off"}`);
    this.#poll = listener;
  }
  close(pin: number): void {
    this.calls.push(`close ${pin}`);
  }
  /** The line changed, perhaps more than once, since it was last looked at. */
  becomes(level: 0 | 1): void {
    this.#level = level;
    this.#poll?.(17);
  }
}

function listener() {
  const told = { pulses: 0, missed: 0, watched: 0, errors: [] as EnergyError[] };
  return {
    told,
    pulse: () => {
      told.pulses += 1;
    },
    missed: (edges: number) => {
      told.missed += edges;
    },
    watching: () => {
      told.watched += 1;
    },
    failed: (error: EnergyError) => {
      told.errors.push(error);
    },
  };
}

describe("a GPIO line watched by rpio", () => {
  it("counts each fall of a line with a pull-up, and tells what it cannot have seen", async () => {
    const rpio = new FakeRpio();
    const { told, ...tell } = listener();
    const watched = new RpioLine(line, tell, async () => rpio);
    await pause(0);
    for (const level of [0, 1, 0, 1, 1, 0] as const) rpio.becomes(level);
    assert.deepEqual(told, { pulses: 3, missed: 1, watched: 1, errors: [] });
    await watched.stop();
    assert.deepEqual(rpio.calls, ["init", "open 17 0 2", "poll 17 on", "poll 17 off", "close 17"]);
  });

  it("initialises the package once for all lines", async () => {
    const rpio = new FakeRpio();
    const lines = [17, 18].map((pin) => new RpioLine({ ...line, line: pin }, listener(), async () => rpio));
    await Promise.all(lines.map((each) => each.stop()));
    assert.equal(rpio.calls.filter((call) => call === "init").length, 1);
  });

  it("does not count on the board that rpio plays where it knows none, on any line", async () => {
    const rpio = new FakeRpio("Hardware auto-detect failed, running in raspi-3 mock mode");
    for (const pin of [17, 18]) {
      const { told, ...tell } = listener();
      await new RpioLine({ ...line, line: pin }, tell, async () => rpio).stop();
      assert.deepEqual(
        told.errors.map(({ code, params }) => [code, params.line]),
        [["GPIO_FAILED", pin]],
      );
      assert.match(String(told.errors[0]?.params.detail), /mock mode/);
      assert.equal(told.watched, 0);
    }
    assert.deepEqual(rpio.calls, ["init"]);
  });

  it("names the package where it is not installed", async () => {
    const { told, ...tell } = listener();
    await new RpioLine(line, tell).stop();
    assert.deepEqual(
      told.errors.map(({ code, params }) => [code, params.package]),
      [["DEPENDENCY_MISSING", "rpio"]],
    );
  });
});
