import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import { validatorOf } from "../../dist/lib/contract/validate.js";
import { exportNamed } from "../../dist/lib/erp/known-exports.js";
import { parseExport } from "../../dist/lib/erp/parse-export.js";
import { exportSchema } from "../../dist/lib/erp/profile-schema.js";
import { readyProfiles } from "../../dist/lib/erp/ready-profiles.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { bytesOf, number, posting, textOf } from "../support/export-rows.ts";

const require = createRequire(import.meta.url);

const refusal = (raw: object): Record<string, unknown> => {
  try {
    parseExport(raw);
  } catch (error) {
    const { code, params } = error as EnergyError;
    return { code, ...params };
  }
  return assert.fail("it was accepted");
};

const csv = { type: "csv" };
const template = (text: string, more: object = {}) => ({
  id: "x",
  format: { type: "template", template: text, ...more },
});

describe("the ready profiles", () => {
  for (const raw of readyProfiles) {
    it(`${raw.id} passes the schema and can be used as it is`, () => {
      assert.ok(validatorOf(exportSchema)(raw));
      assert.equal(parseExport(raw).id, raw.id);
      for (const language of ["en-US", "de"]) {
        const { ready } = require(`../../locales/${language}/erp-export.json`)["erp-export"];
        assert.ok(ready[raw.id].name && ready[raw.id].description);
      }
    });
  }

  it("datev-postings writes header, column names and lines as the EXTF form has them", async () => {
    const rows = [
      posting("4100", "1234.5", { quantity: number("9876.5"), unit: "kWh" }),
      posting("4200", "-12.75", { component: "export-credit" }),
      posting("4300", "0.00"),
    ];
    const raw = {
      id: "datev",
      base: "datev-postings",
      settings: { consultant: "29098" },
      codes: { Konto: { energy: "4240", "*": "4249" } },
    };
    const bytes = await bytesOf(raw, rows);
    const [header = "", names = "", ...lines] = bytes.toString("latin1").split("\r\n");
    assert.equal(
      header,
      '"EXTF";700;21;"Buchungsstapel";13;20261102060000000;;"EG";"";"";29098;1;20260101;4;20261001;20261031;"Energy costs";"";1;0;0;"EUR";;"";;;"";;;"";""',
    );
    assert.equal(header.split(";").length, 31);
    assert.equal(names.split(";")[11 - 1], "Belegfeld 1");
    assert.match(names, /Gegenkonto \(ohne BU-Schl\xfcssel\)/);
    assert.deepEqual(lines, [
      '1234,50;"S";"EUR";;;"";4240;1590;"";3110;"ENERGY-202610";"";;"Netz energy 10/2026";"4100"',
      '12,75;"H";"EUR";;;"";4249;1590;"";3110;"ENERGY-202610";"";;"Netz export-credit 10/2026";"4200"',
      "",
    ]);
  });

  it("sap-cost-centres writes lines of one width, the sign behind the amount", async () => {
    const rows = [posting("4100", "1234.5", { quantity: number("9876.5"), unit: "kWh" }), posting("4200", "-12.75")];
    const lines = (await textOf({ id: "sap", base: "sap-cost-centres" }, rows)).split("\r\n");
    assert.deepEqual(lines, [
      "100010002026103120261031000001" +
        "4100      0000420000" +
        "         1234.50" +
        "EUR  " +
        "        9876.500" +
        "kWh   " +
        "Netz energy 2026-10".padEnd(50),
      "100010002026103120261031000002" +
        "4200      0000420000" +
        "          12.75-" +
        "EUR  " +
        "                " +
        "      " +
        "Netz energy 2026-10".padEnd(50),
      "",
    ]);
  });
});

describe("a profile that is wrong is refused with the place", () => {
  const cases: readonly [string, object, string, RegExp][] = [
    ["an unknown property", { id: "x", format: { ...csv, delimeter: ";" } }, "format", /did you mean "delimiter"/],
    [
      "an option of another format",
      { id: "x", format: { type: "json", delimiter: ";" } },
      "format/delimiter",
      /"json"/,
    ],
    ["no format", { id: "x" }, "format", /required/],
    ["an unknown base", { id: "x", base: "generic-cvs" }, "base", /did you mean "generic-csv"/],
    [
      "an unknown field",
      { id: "x", format: csv, fields: [{ name: "a", field: "metr" }] },
      "fields/0/field",
      /did you mean "meter"/,
    ],
    [
      "a field of another source",
      { id: "x", format: csv, fields: [{ name: "supply" }] },
      "fields/0/field",
      /there is no "supply"/,
    ],
    [
      "two sources of a value",
      { id: "x", format: csv, fields: [{ name: "a", value: "1", setting: "b" }] },
      "fields/0",
      /must have one of/,
    ],
    [
      "a number that is none",
      { id: "x", format: csv, fields: [{ name: "meter", type: "number" }] },
      "fields/0/type",
      /no number/,
    ],
    [
      "a date that is none",
      { id: "x", format: csv, fields: [{ name: "amount", type: "date" }] },
      "fields/0/type",
      /no time/,
    ],
    [
      "codes that are missing",
      { id: "x", format: csv, fields: [{ name: "meter", type: "code" }] },
      "fields/0/codes",
      /required/,
    ],
    [
      "a name used twice",
      { id: "x", format: csv, fields: [{ name: "meter" }, { name: "meter" }] },
      "fields/1/name",
      /twice/,
    ],
    [
      "a fixed field without length",
      { id: "x", format: { type: "fixed" }, fields: [{ name: "meter" }] },
      "fields/0/length",
      /required/,
    ],
    [
      "a name that XML cannot have",
      { id: "x", format: { type: "xml" }, fields: [{ name: "my meter", field: "meter" }] },
      "fields/0/name",
      /XML/,
    ],
    [
      "readings that are to be reversed",
      { id: "x", source: "readings", format: csv, corrections: "reversal" },
      "corrections",
      /replace/,
    ],
    ["a template without rows", template("{{document.id}}"), "format/template", /\{\{#rows\}\}/],
    [
      "a section that is not closed",
      template("a\nb{{#rows}}{{meter}}"),
      "format/template",
      /^line 2, column 2[0-9]: Unclosed section "rows"/,
    ],
    [
      "an unknown name in a template",
      template("x\n {{#rows}}{{metr}}{{/rows}}"),
      "format/template",
      /^line 2, column 11: there is no "metr"; did you mean "meter"/,
    ],
    [
      "a helper that is misused",
      template("{{#rows}}{{#number}}amount two{{/number}}{{/rows}}"),
      "format/template",
      /is written as \{\{#number\}\}/,
    ],
    [
      "a helper's unknown name",
      template("{{#rows}}{{#number}}amuont{{/number}}{{/rows}}"),
      "format/template",
      /did you mean "amount"/,
    ],
    ["a partial", template("{{> other}}{{#rows}}{{/rows}}"), "format/template", /cannot include/],
    [
      "unescaped output where all is escaped",
      template("{{#rows}}{{{meter}}}{{/rows}}", { escape: "xml" }),
      "format/template",
      /write \{\{meter\}\}/,
    ],
    [
      "a setting that does not exist",
      { id: "x", format: { ...csv, before: ["{{settings.client}}"] } },
      "format/before/0",
      /there is no "settings.client"/,
    ],
    [
      "a broken template of a field",
      { id: "x", format: csv, fields: [{ name: "a", template: "{{meter" }] },
      "fields/0/template",
      /Unclosed tag/,
    ],
  ];
  for (const [what, raw, place, detail] of cases) {
    it(what, () => {
      const refused = refusal(raw);
      assert.equal(refused.code, "CONFIG_INVALID");
      assert.equal(refused.place, place);
      assert.match(String(refused.detail), detail);
    });
  }

  it("in the site model, where the others stay", () => {
    const exports = [
      { id: "good", base: "generic-json" },
      { id: "bad", base: "generic-json", fields: [{ name: "metr" }] },
    ];
    const { site, problems } = parseSite({ version: 1, site: { id: "works", timeZone: "UTC" }, exports });
    assert.deepEqual(
      site.exports.map(({ id }) => id),
      ["good"],
    );
    assert.deepEqual(
      problems.map(({ code, params }) => [code, params.place]),
      [["SITE_ITEM_INVALID", "exports/1/fields/0/field"]],
    );
  });

  it("but another format than that of its base is a format of its own", () => {
    const { format } = parseExport({ id: "x", base: "generic-csv", format: { type: "json" } });
    assert.deepEqual([format.type, format.encoding], ["json", "utf-8"]);
  });

  it("an unknown export names those that are alike", () => {
    assert.throws(
      () => exportNamed("month", [{ id: "monthly" }]),
      (error: EnergyError) => error.code === "EXPORT_UNKNOWN" && error.params.known === "monthly",
    );
  });
});
