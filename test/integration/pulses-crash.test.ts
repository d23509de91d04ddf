import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { KeptPulses } from "../../dist/lib/acquire/pulse-session.js";
import { eventually } from "../support/eventually.ts";
import { GpiomonStandIn } from "../support/gpiomon-stand-in.ts";
import { JournalFolder } from "../support/journal-folder.ts";

const rounds = 6;
const hz = 2000;
const second = 1_000_000_000n;
const script = join(import.meta.dirname, "../support/count-until-killed.mjs");

describe("a program that is killed while it counts pulses", function () {
  this.timeout(120_000);
  let folder: JournalFolder;
  let standIn: GpiomonStandIn;
  before(() => {
    folder = new JournalFolder();
    standIn = new GpiomonStandIn(2, [{ burst: hz, seconds: 60 }]);
  });
  after(async () => {
    standIn.remove();
    await folder.remove();
  });

  async function storedTotal(): Promise<number> {
    const { store } = folder.open();
    const [entry] = await store.states("n1");
    await folder.close();
    return (entry?.state as KeptPulses | undefined)?.total.pulses ?? 0;
  }

  /** Counts from the total that is stored, is killed without warning; gives how many pulses there were then, and a second before. */
  async function crash(round: number): Promise<{ all: number; surely: number }> {
    standIn.forget();
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, folder.file]);
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      errors += text;
    });
    await once(child.stdout, "data");
    await eventually(async () => (standIn.pulses() > 0 ? true : undefined));
    // Different moments between two writes.
    await pause(1500 + round * 230);
    const killedAt = process.hrtime.bigint();
    child.kill("SIGKILL");
    await once(child, "close");
    assert.equal(errors, "");
    return { all: standIn.pulses(), surely: standIn.pulsesUntil(killedAt - second) };
  }

  it("loses at most those of the last second and counts none twice, and leaves no gpiomon behind", async () => {
    let before = 0;
    for (let round = 1; round <= rounds; round++) {
      const { all, surely } = await crash(round);
      const total = await storedTotal();
      assert.ok(surely > hz / 2, `hardly any pulses: ${surely}`);
      assert.ok(total - before >= surely, `round ${round}: ${total - before} of at least ${surely} are stored`);
      assert.ok(total - before <= all, `round ${round}: ${total - before} stored, only ${all} were there`);
      before = total;
      const ended = standIn.pulses();
      await pause(200);
      assert.equal(standIn.pulses(), ended, "gpiomon goes on");
    }
  });
});
