import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesOf, number, october } from "../support/export-rows.ts";
import { needProgram } from "../support/needs.ts";

const row = (meterName: string, amount: string) => ({
  site: "works",
  meter: "m-1",
  meterName,
  quantity: "active_energy_import",
  unit: "kWh",
  from: { at: october.from },
  to: { at: october.to },
  amount: number(amount),
  quality: "measured",
  version: number("1"),
});

describe("the ready CSV in a spreadsheet with German settings", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "energy-sheet-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("has numbers as numbers, umlauts, and no formula that is run", async function () {
    const soffice = needProgram(this, "soffice", "libreoffice-calc");
    const file = join(folder, "export.csv");
    const rows = [row("Härteofen", "1234.5"), row("=1+1", "-0.25"), row('a;"b"', "1000000")];
    writeFileSync(file, await bytesOf({ id: "own", base: "generic-csv" }, rows));
    // Semicolon, quotes, UTF-8, from line 1, German: as a German Excel opens it. Into the sheet's own XML.
    const filter = "CSV:59,34,76,1,,1031,false,true";
    const home = `-env:UserInstallation=file://${join(folder, "profile")}`;
    execFileSync(
      soffice,
      [home, "--headless", `--infilter=${filter}`, "--convert-to", "fods", "--outdir", folder, file],
      {
        stdio: "ignore",
        timeout: 100_000,
      },
    );
    const sheet = readFileSync(join(folder, "export.fods"), "utf8");
    const numbers = [...sheet.matchAll(/office:value-type="float" office:value="([^"]+)"/g)].map(([, value]) => value);
    for (const value of ["1234.5", "-0.25", "1000000"]) assert.ok(numbers.includes(value), `${value} of ${numbers}`);
    assert.match(sheet, />Härteofen</);
    assert.match(sheet, />a;"b"<|>a;&quot;b&quot;</);
    assert.match(sheet, />'=1\+1<|>&apos;=1\+1</);
    assert.doesNotMatch(sheet, /table:formula/);
    const dates = [...sheet.matchAll(/office:date-value="(2026-10-01)/g)];
    assert.equal(dates.length, 3, "dates are dates");
  });
});
