import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { orderReport, type ReportOrder } from "../../dist/lib/io/report/report-office.js";
import { usualReportSettings } from "../../dist/lib/report/report-data.js";
import type { ReportFormat } from "../../dist/lib/report/report-format.js";
import { needProgram } from "../support/needs.ts";
import { ReportJournal } from "../support/report-journal.ts";
import { billedSite, steelIntervals, steelSite } from "../support/steel-report.ts";

const usual: ReportOrder = {
  month: "2018-03",
  now: Date.parse("2018-04-01T06:00+09:00"),
  formats: [],
  language: "en-US",
  settings: usualReportSettings,
};

describe("the files of the monthly report", function () {
  this.timeout(60_000);
  let journal: ReportJournal;
  const order = (more: Partial<ReportOrder> = {}) =>
    orderReport({ site: billedSite, store: journal.store, journal: journal.file }, { ...usual, ...more });
  const fileOf = async (format: ReportFormat, more: Partial<ReportOrder> = {}): Promise<Uint8Array> => {
    const { files } = await order({ formats: [format], ...more });
    assert.equal(files.length, 1);
    return files[0]?.body ?? new Uint8Array();
  };
  const pdfText = async (more: Partial<ReportOrder> = {}): Promise<string> => {
    const path = join(journal.folder, "report.pdf");
    writeFileSync(path, await fileOf("pdf", more));
    const { stdout, status } = spawnSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
    assert.equal(status, 0);
    return stdout;
  };

  before(async () => {
    journal = new ReportJournal();
    await journal.fill("2018-02-01T00:00+09:00", "2018-04-01T00:00+09:00");
  });
  after(() => journal.remove());

  it("hold the same figures as the journal: JSON", async () => {
    const report = JSON.parse(Buffer.from(await fileOf("json")).toString());
    assert.deepEqual([report.month, report.version, report.state], ["2018-03", 1, "final"]);
    assert.equal(report.media[0].site.amount, 80230.41);
    assert.equal(report.media[0].site.before, 91497.34);
    assert.deepEqual(report.load.peak, { kw: 605.24, at: "2018-03-23T00:00:00.000Z" });
    // 80230.41 kWh at 10 cents and 605.24 kW at 12 EUR; in February there was no tariff.
    assert.deepEqual([report.costs.total, report.costs.before], ["15285.92", null]);
    assert.deepEqual([report.costs.bills[0].name, report.costs.bills[0].tariff], ["Grid supply", "Flat 2018"]);
    const shares = report.costs.centres.map(({ id, amount }: { id: string; amount: string }) => [id, amount]);
    assert.deepEqual(
      shares.map(([id]: string[]) => id),
      ["4711", "rest"],
    );
    assert.equal(
      Math.round(shares.reduce((sum: number, [, amount]: string[]) => sum + Number(amount) * 100, 0)),
      1528592,
    );
    assert.equal(report.from, "2018-02-28T15:00:00.000Z");
  });

  it("say the totals, the peak and their basis on the first page: PDF", async function () {
    needProgram(this, "pdftotext", "poppler-utils");
    const [first = "", ...others] = (await pdfText()).split("\f");
    for (const text of [
      /Energy report March 2018/,
      /FINAL/,
      /80,230 kWh/,
      /605\.2 kW/,
      /Fri,? 23 Mar 2018,? 09:00/,
      /last month: −12\.3%/,
      /last year: no data/,
      /15,285\.92 EUR/,
      /100\.0% measured/,
      /Page 1 of 4/,
    ]) {
      assert.match(first, text);
    }
    assert.match(others.join(""), /Demand\s+605\.24 kW\s+12\s+7,262\.88/);
    assert.match(others.join(""), /Highest window at 23 Mar 2018, 09:00/);
    assert.match(others.join(""), /Melting\s+[\d,]+\.\d\d/);
  });

  it("are German where that is asked for, and provisional while the month runs: PDF", async function () {
    needProgram(this, "pdftotext", "poppler-utils");
    const now = Date.parse("2018-03-10T12:07+09:00");
    const [first = ""] = (await pdfText({ language: "de", now })).split("\f");
    for (const text of [
      /Energiebericht März 2018/,
      /VORLÄUFIG/,
      /Zwischenbericht/,
      /bis 10\.03\.2018, 12:00/,
      /Außerhalb der Arbeitszeit/,
    ]) {
      assert.match(first, text);
    }
  });

  it("open in LibreOffice with numbers as numbers and sums as formulas: XLSX", async function () {
    needProgram(this, "soffice", "libreoffice-calc");
    const path = join(journal.folder, "report.xlsx");
    writeFileSync(path, await fileOf("xlsx"));
    // Comma, quotes, UTF-8 … numbers as they are, formulas or their values … every sheet in a file of its own.
    const convert = (formulas: boolean): void => {
      const filter = `csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,${formulas},false,-1`;
      const profile = `-env:UserInstallation=file://${journal.folder}/office`;
      const run = spawnSync(
        "soffice",
        [profile, "--headless", "--convert-to", filter, "--outdir", journal.folder, path],
        {
          encoding: "utf8",
          timeout: 50_000,
        },
      );
      assert.equal(run.status, 0, run.stderr);
    };
    const sheet = (name: string): string[][] =>
      readFileSync(join(journal.folder, `report-${name}.csv`), "utf8")
        .split("\n")
        .map((line) =>
          (line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? []).map((cell) => cell.replace(/,$/, "").replace(/^"|"$/g, "")),
        );
    convert(false);
    const number = (cell: string | undefined): number => Number((cell ?? "").replaceAll(",", ""));
    const cents = (cell: string | undefined): number => Math.round(number(cell) * 100) / 100;
    const consumption = sheet("Consumption");
    const sum = consumption.find(([name]) => name === "Sum");
    const machines = consumption.filter(([name]) => /furnace|stand|air/.test(name ?? ""));
    assert.equal(machines.length, 4);
    const added = machines.reduce((total, row) => total + number(row[2]), 0);
    assert.ok(added > 74_000 && Math.abs(number(sum?.[2]) - added) < 0.01);
    const cost = sheet("Cost")
      .filter(([name]) => name === "Sum")
      .map((row) => number(row[5]));
    assert.deepEqual(cost, [15285.92, 15285.92]);
    const days = sheet("Days").find(([name]) => name === "Sum");
    assert.equal(cents(days?.[1]), 80230.41);
    const quarters = sheet("Quarter-hours");
    assert.deepEqual([cents(quarters[0]?.[1]), cents(quarters[1]?.[1])], [605.24, 80230.41]);
    convert(true);
    assert.match(sheet("Days").find(([name]) => name === "Sum")?.[1] ?? "", /^=SUM\(B2:B32\)$/);
    assert.match(sheet("Cost").find(([name]) => name === "Sum")?.[5] ?? "", /^=SUM\(F3:F4\)$/);
  });

  it("say which tariff is missing, and are complete otherwise", async () => {
    const report = JSON.parse(Buffer.from(await fileOf("json", { month: "2018-02" })).toString());
    assert.deepEqual([report.costs, report.costProblem.code], [null, "TARIFF_MISSING"]);
    assert.equal(report.media[0].site.amount, 91497.34);
    assert.match(Buffer.from(await fileOf("csv", { month: "2018-02" })).toString(), /91497\.34/);
  });

  it("get a new version when the data changes, which says what differs; the same data is the same version", async () => {
    const before = await order();
    const again = await order({ now: usual.now + 86_400_000 });
    assert.deepEqual([again.summary.version, again.summary.madeAt], [before.summary.version, before.summary.madeAt]);
    const from = Date.parse("2018-03-05T10:00+09:00");
    const [interval] = steelIntervals("m-air", from, from + 900_000);
    assert.ok(interval);
    await journal.commit([{ ...interval, amount: interval.amount + 12.5, version: 2 }]);
    const preview = await order({ preview: true });
    const after = await order({ formats: ["csv"] });
    assert.equal(preview.summary.version, before.summary.version + 1);
    assert.equal(after.summary.version, before.summary.version + 1);
    assert.equal(after.files[0]?.filename, `works-2018-03-v${after.summary.version}.csv`);
    const [change] = after.record?.changes ?? [];
    assert.deepEqual([change?.id, (change?.after ?? 0) - (change?.before ?? 0)], ["air", 12.5]);
  });

  it("take the shortest intervals, and days only where there is nothing shorter, as bills do", async () => {
    const at = Date.parse("2018-05-10T12:00+09:00");
    const dayBegins = Date.parse("2018-05-10T00:00+09:00");
    const quarters = steelIntervals("main", at, at + 40 * 900_000);
    const [first] = quarters;
    assert.ok(first);
    const day = { from: dayBegins, to: dayBegins + 86_400_000, amount: 9999, quality: "estimated" as const };
    const before = { from: dayBegins - 86_400_000, to: dayBegins, amount: 960 };
    await journal.commit([...quarters, { ...first, ...day }, { ...first, ...before }]);
    const now = Date.parse("2018-06-01T06:00+09:00");
    const report = JSON.parse(Buffer.from(await fileOf("json", { month: "2018-05", now })).toString());
    const used = quarters.reduce((sum, { amount }) => sum + amount, 0);
    assert.equal(Math.round(report.media[0].site.amount * 100), Math.round((960 + used) * 100));
    assert.equal(report.load.peak.kw, Math.max(...quarters.map(({ amount }) => amount * 4)));
    assert.equal(Number(report.costs.bills[0].lines[0].amountOf), report.media[0].site.amount);
  });

  it("are made one after the other, so that no version is given twice", async () => {
    const from = Date.parse("2018-03-06T10:00+09:00");
    const [interval] = steelIntervals("m-air", from, from + 900_000);
    await journal.commit([{ ...(interval as NonNullable<typeof interval>), amount: 1, version: 2 }]);
    const { version } = (await order({ preview: true })).summary;
    const outcomes = await Promise.all([order(), order(), order({ month: "2018-02" })]);
    assert.deepEqual(
      outcomes.map(({ summary }) => summary.version),
      [version, version, 1],
    );
  });

  it("are not made of a month that has not begun, and not rendered for who has them", async () => {
    await assert.rejects(order({ month: "2018-05" }), { code: "API_NOT_FOUND" });
    const { digest } = (await order()).summary;
    assert.deepEqual((await order({ formats: ["pdf"], unless: [digest] })).files, []);
  });

  it("fail with the journal's reason where it cannot be read", async () => {
    const sources = { site: steelSite, store: journal.store, journal: join(journal.folder, "none.db") };
    await assert.rejects(orderReport(sources, usual), { code: "STORE_FAILED" });
  });
});
