import assert from "node:assert/strict";
import { costsOfPeriod, costsViewOf } from "../../dist/lib/io/costs/costs-desk.js";
import { ReportJournal } from "../support/report-journal.ts";
import { billedSite, steelSite } from "../support/steel-report.ts";

const march = { from: Date.parse("2018-03-01T00:00+09:00"), to: Date.parse("2018-04-01T00:00+09:00") };
const now = march.to + 3_600_000;

describe("costs that are worked out in a thread of their own", function () {
  this.timeout(60_000);
  let journal: ReportJournal;

  before(async () => {
    journal = new ReportJournal();
    await journal.fill("2018-03-01T00:00+09:00", "2018-04-01T00:00+09:00");
  });
  after(() => journal.remove());

  it("are those of the journal, bills and postings", async () => {
    const { bills, postings } = await costsOfPeriod(billedSite, journal.file, march, now);
    const cents = postings.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
    assert.equal(bills.length, 1);
    assert.equal(cents, Math.round(Number(bills[0]?.amount) * 100));
    const view = await costsViewOf(billedSite, journal.file, now)({ ...march, by: "cost-centre" });
    const [supply] = view.supplies as { amount: string }[];
    assert.equal(supply?.amount, bills[0]?.amount);
  });

  it("reject with what is wrong: a parameter, a journal that is none", async () => {
    await assert.rejects(costsViewOf(billedSite, journal.file, now)({ from: now, to: march.from }), {
      code: "API_BAD_PARAMETER",
    });
    await assert.rejects(costsOfPeriod(steelSite, `${journal.folder}/none.db`, march, now), { code: "STORE_FAILED" });
  });
});
