import assert from "node:assert/strict";
import { quantities } from "../../dist/lib/metering/quantities.js";
import { quantityText } from "../../dist/lib/red/quantity-text.js";

describe("what people call a quantity", () => {
  it("is a word of their language, with its phase", () => {
    assert.equal(quantityText("active_power_l1", "de"), "Leistung L1");
    assert.equal(quantityText("voltage_l1_l2", "en-US"), "voltage L1–L2");
    assert.equal(quantityText("current_sum", "en-US"), "sum of the currents");
    assert.equal(quantityText("own_value", "de"), "own_value");
  });

  for (const language of ["en-US", "de"] as const) {
    it(`is known of every quantity, each another (${language})`, () => {
      const texts = [...quantities.keys()].map((name) => quantityText(name, language));
      assert.deepEqual(
        texts.filter((text) => text.includes("_")),
        [],
      );
      assert.equal(new Set(texts).size, texts.length);
    });
  }
});
