// Mocha's spec output, then what was skipped and why, then one line that tools can read.
const { reporters } = require("mocha");

const leftoverMs = 20_000;

class Reporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on("pending", (test) =>
      skipped.push(`${test.fullTitle()}: ${globalThis.skipReasons?.get(test) ?? "no reason given"}`),
    );
    runner.once("end", () => {
      if (skipped.length > 0) console.log(`Skipped:\n${skipped.map((line) => `  - ${line}`).join("\n")}\n`);
      const { passes, failures } = this.stats;
      console.log(`${passes} passed, ${failures} failed, ${skipped.length} skipped`);
      // A test that failed half-way may have left a server or a program behind: that must not hold up the run for hours.
      setTimeout(() => {
        console.error(`the tests have ended, but something still runs: ${process.getActiveResourcesInfo().join(", ")}`);
        process.exit(1);
      }, leftoverMs).unref();
    });
  }
}

module.exports = Reporter;
