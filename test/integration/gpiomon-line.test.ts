import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import { GpiomonLine } from "../../dist/lib/io/gpio/gpiomon-line.js";
import { steadyNow } from "../../dist/lib/io/steady-clock.js";
import { GpiomonStandIn, type ScenarioStep } from "../support/gpiomon-stand-in.ts";
import { needProgram } from "../support/needs.ts";
import { until } from "../support/until.ts";

const line = { chip: "gpiochip0", line: 17, bias: "pull-up", debounceMs: 0, pulseOnRise: false } as const;

/** What a line tells. */
class Told {
  readonly pulses: number[] = [];
  readonly errors: EnergyError[] = [];
  missedEdges = 0;
  watched = 0;

  pulse(at: number): void {
    this.pulses.push(at);
  }
  missed(edges: number): void {
    this.missedEdges += edges;
  }
  watching(): void {
    this.watched += 1;
  }
  failed(error: EnergyError): void {
    this.errors.push(error);
  }
}

describe("a GPIO line watched by gpiomon", function () {
  this.timeout(60_000);
  let standIn: GpiomonStandIn | undefined;
  let watched: GpiomonLine | undefined;

  afterEach(async () => {
    await watched?.stop();
    watched = undefined;
    standIn?.remove();
    standIn = undefined;
  });

  function watch(version: 1 | 2, steps: readonly ScenarioStep[], settings: object = {}): Told {
    standIn = new GpiomonStandIn(version, steps);
    const told = new Told();
    watched = new GpiomonLine({ ...line, ...settings }, told);
    return told;
  }

  for (const version of [1, 2] as const) {
    it(`loses no pulse of a burst at 10 kHz, libgpiod ${version}`, async () => {
      const begun = steadyNow();
      const told = watch(version, [{ burst: 10_000, seconds: 4 }]);
      await until(() => told.pulses.length >= 40_000);
      await pause(300);
      assert.equal(told.pulses.length, 40_000);
      assert.equal(standIn?.pulses(), 40_000);
      assert.deepEqual([told.missedEdges, told.errors], [0, []]);
      // The kernel's times, not those at which they arrived.
      const [first = 0, last = 0] = [told.pulses[0], told.pulses.at(-1)];
      assert.ok(first >= begun && last <= steadyNow());
      assert.ok(Math.abs(last - first - 3999.9) < 0.001, `${last - first} ms`);
    });

    it(`debounces a contact, libgpiod ${version === 1 ? "1 here" : "2 in the kernel"}`, async () => {
      const bouncing = (at: number): ["rising" | "falling", number][] => [
        ["falling", at],
        ["rising", at + 1],
        ["falling", at + 2],
        ["rising", at + 40],
      ];
      const clean = (at: number): ["rising" | "falling", number][] => [
        ["falling", at],
        ["rising", at + 40],
      ];
      const edges = version === 1 ? bouncing : clean;
      const told = watch(version, [{ edges: [...edges(-900), ...edges(-700), ["falling", -300]] }], { debounceMs: 10 });
      await until(() => told.pulses.length === 3);
      assert.equal(told.missedEdges, 0);
    });

    it(`tells missed edges, lines it cannot read and halves of lines, libgpiod ${version}`, async () => {
      const told = watch(version, [
        {
          edges: [
            ["falling", 1],
            ["rising", 2],
            ["rising", 3],
          ],
        },
        { print: "\u0000\u00ff garbage\n" },
        { print: `${"x".repeat(5000)}\n` },
        { print: version === 1 ? "0 17 12" : "2 17 12." },
        { wait: 100 },
        { print: version === 1 ? "34 5\n" : "000000034\n" },
        { print: "never ends" },
      ]);
      await until(() => told.pulses.length === 2);
      assert.equal(told.missedEdges, 3);
      assert.deepEqual(told.errors, []);
    });
  }

  it("is watched again when gpiomon ends, and says why it did", async () => {
    const told = watch(2, [{ burst: 100, seconds: 0.5 }, { fail: "error reading line events: No such device" }]);
    await until(() => told.errors.length === 1);
    assert.deepEqual(
      told.errors.map(({ code, params }) => [code, params.detail]),
      [["GPIO_FAILED", "gpiomon: error reading line events: No such device"]],
    );
    standIn?.play(2, [{ burst: 100, seconds: 1 }]);
    await until(() => told.pulses.length === 150 && told.watched > 0);
    assert.equal(told.missedEdges, 0);
  });

  it("does not hurry when gpiomon fails again and again", async () => {
    const told = watch(1, [{ fail: "error waiting for events: Device or resource busy" }]);
    await until(() => told.errors.length === 1);
    const first = steadyNow();
    await until(() => told.errors.length === 3);
    // At least half of 0.5 s and half of 1 s.
    assert.ok(steadyNow() - first >= 740);
    assert.equal(told.watched, 0);
  });

  it("is let go of at once, without an error", async () => {
    const told = watch(2, [{ burst: 1000, seconds: 60 }]);
    await until(() => told.pulses.length > 100);
    await watched?.stop();
    const { length } = told.pulses;
    const emitted = standIn?.pulses();
    await pause(300);
    assert.equal(told.pulses.length, length);
    assert.equal(standIn?.pulses(), emitted, "gpiomon goes on");
    assert.deepEqual(told.errors, []);
  });

  it("says which program is missing", async () => {
    const told = new Told();
    const path = process.env.PATH;
    process.env.PATH = "/nonexistent";
    try {
      watched = new GpiomonLine(line, told);
      await until(() => told.errors.length === 1);
    } finally {
      process.env.PATH = path;
    }
    assert.deepEqual([told.errors[0]?.code, told.errors[0]?.params.package], ["PROGRAM_MISSING", "gpiod"]);
  });

  describe("with the real program", () => {
    it("knows its version and the options that are used", function () {
      const gpiomon = needProgram(this, "gpiomon", "gpiod");
      const help = execFileSync(gpiomon, ["--help"], { encoding: "utf8" });
      const [said = ""] = execFileSync(gpiomon, ["--version"], { encoding: "utf8" }).split("\n");
      const used = / v1\./.test(said)
        ? ["--line-buffered", "--bias", "--format", "%e:", "%o:", "%s:", "%n:"]
        : ["--chip", "--bias", "--debounce-period", "--edges", "--format", "%e ", "%o ", "%S "];
      assert.deepEqual(
        used.filter((option) => !help.includes(option)),
        [],
      );
    });

    it("passes on why it cannot watch a line", async function () {
      needProgram(this, "gpiomon", "gpiod");
      const told = new Told();
      watched = new GpiomonLine({ ...line, chip: "gpiochip999" }, told);
      await until(() => told.errors.length === 1);
      assert.equal(told.errors[0]?.code, "GPIO_FAILED");
      assert.match(String(told.errors[0]?.params.detail), /^gpiomon: .*(No such file|cannot find|not found)/);
    });
  });
});
