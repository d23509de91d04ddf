import assert from "node:assert/strict";
import { DroppedRecords } from "../../dist/lib/store/dropped-records.js";

describe("dropped records", () => {
  it("count from the first look: what was lost before a restart is no news", () => {
    const records = new DroppedRecords();
    assert.equal(records.look(500), "unchanged");
    assert.equal(records.look(501), "losing");
    assert.equal(records.look(501), "unchanged");
  });

  it("count as mended only after an hour of looks without a loss", () => {
    const records = new DroppedRecords();
    records.look(0);
    records.look(10);
    const looks = Array.from({ length: 60 }, () => records.look(10));
    assert.deepEqual(new Set(looks.slice(0, 59)), new Set(["unchanged"]));
    assert.equal(looks[59], "calm");
    assert.equal(records.look(11), "losing");
  });
});
