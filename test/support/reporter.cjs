// Mocha's spec output, then what was skipped and why, then one line that tools can read.
const { reporters } = require("mocha");

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
    });
  }
}

module.exports = Reporter;
