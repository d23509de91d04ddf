import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tariffOfEntry } from "../../../dist/lib/tariff/tariff-entry.js";

const folder = join(import.meta.dirname, "../../fixtures/tariffs/urdb");
const urdb = JSON.parse(readFileSync(join(folder, "urdbv7_pysam_tests.json"), "utf8"));

describe("a rate document in a list of tariffs", () => {
  it("is a tariff under its own id, rounded as it is said", () => {
    const tariff = tariffOfEntry({
      id: "sample",
      urdb,
      rounding: { decimals: 2 },
      without: fieldsOf({ id: "sample", urdb }),
    });
    assert.equal(tariff.id, "sample");
    assert.equal(tariff.versions[0]?.rounding.decimals, 2);
    assert.ok((tariff.versions[0]?.components.length ?? 0) > 1);
  });

  it("is refused while it has something that would be left out unseen", () => {
    const raw = { id: "sample", urdb: { ...urdb, annualmincharge: 120 } };
    assert.ok(fieldsOf(raw).includes("annualmincharge"));
    assert.doesNotThrow(() => tariffOfEntry({ ...raw, without: fieldsOf(raw) }));
  });

  it("says what is wrong in the entry and in the document", () => {
    assert.throws(() => tariffOfEntry({ id: "x", urdb, versions: [] }), { code: "TARIFF_INVALID" });
    assert.throws(() => tariffOfEntry({ id: "x", urdb: { energyratestructure: "none" } }), { code: "TARIFF_INVALID" });
  });
});

/** What the refusal names. */
function fieldsOf(raw: Readonly<Record<string, unknown>>): string[] {
  try {
    tariffOfEntry(raw);
    return [];
  } catch (error) {
    const { detail } = (error as { params: { detail: string } }).params;
    return detail.slice(detail.indexOf(": ") + 2, detail.indexOf(";")).split(", ");
  }
}
