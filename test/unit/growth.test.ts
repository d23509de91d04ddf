import assert from "node:assert/strict";
import { Growth, outageHoursLeft } from "../../dist/lib/store/growth.js";

const minute = 60_000;
const room = {
  usedBytes: 1_000_000,
  maxBytes: 10_000_000,
  freeBytes: 1e12,
  records: 10_000,
  undelivered: 0,
  recordsPerHour: 10_000,
};

describe("the journal's growth", () => {
  it("is unknown until a minute has been seen", () => {
    const growth = new Growth();
    growth.note(0, 0);
    assert.equal(growth.recordsPerHour(minute - 1, 50), null);
    assert.equal(growth.recordsPerHour(minute, 50), 3000);
  });

  it("is that of the last hour", () => {
    const growth = new Growth();
    for (let n = 0; n <= 120; n++) growth.note(n * minute, n <= 60 ? n * 1000 : 60_000 + (n - 60) * 10);
    assert.equal(growth.recordsPerHour(120 * minute, 60_600), 600);
  });

  it("begins anew when the clock is set back", () => {
    const growth = new Growth();
    growth.note(100 * minute, 0);
    growth.note(10 * minute, 500);
    assert.equal(growth.recordsPerHour(12 * minute, 600), 3000);
  });
});

describe("the hours of outage that still fit", () => {
  it("are what the whole journal can hold, when everything is delivered", () => {
    assert.equal(outageHoursLeft(room), 10);
  });

  it("are fewer by what waits already", () => {
    assert.equal(outageHoursLeft({ ...room, undelivered: 10_000 }), 9);
  });

  it("end where the disk is full before the journal is", () => {
    assert.equal(outageHoursLeft({ ...room, freeBytes: 2_000_000 }), 3);
  });

  it("are none, and not less, when records are being lost", () => {
    assert.equal(outageHoursLeft({ ...room, undelivered: 1_000_000 }), 0);
  });

  it("are unknown while nothing comes in", () => {
    assert.equal(outageHoursLeft({ ...room, recordsPerHour: 0 }), null);
    assert.equal(outageHoursLeft({ ...room, recordsPerHour: null }), null);
  });
});
