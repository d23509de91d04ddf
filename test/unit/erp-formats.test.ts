import assert from "node:assert/strict";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import { bytesOf, number, october, posting, textOf } from "../support/export-rows.ts";

const fields = [{ name: "costCentre" }, { name: "amount", decimals: 2 }];
const own = (format: object, more: object = {}) => ({ id: "own", source: "postings", fields, format, ...more });
const failure = (error: EnergyError) => ({ code: error.code, ...error.params });

describe("an export as CSV", () => {
  const rows = [posting("4100", "1234.5"), posting("42;00", "-0.005")];

  it("has the delimiter, decimal mark and line end of its profile, and rounds half away from zero", async () => {
    const format = { type: "csv", delimiter: ";", decimalMark: ",", lineEnd: "crlf" };
    assert.equal(await textOf(own(format), rows), 'costCentre;amount\r\n4100;1234,50\r\n"42;00";-0,01\r\n');
  });

  it("puts quotes only where they must be, around texts, or around everything", async () => {
    const one = [posting('a"b', "1")];
    const written = (quoted: string) => textOf(own({ type: "csv", header: false, quoted }), one);
    assert.equal(await written("needed"), '"a""b";1.00\n');
    assert.equal(await written("text"), '"a""b";1.00\n');
    assert.equal(await written("all"), '"a""b";"1.00"\n');
    assert.equal(await textOf(own({ type: "csv", header: false, quoted: "text" }), [posting("b", "1")]), '"b";1.00\n');
  });

  it("keeps a decimal comma and a comma between fields apart", async () => {
    const format = { type: "csv", delimiter: ",", decimalMark: ",", header: false };
    assert.equal(await textOf(own(format), [posting("4100", "1.5")]), '4100,"1,50"\n');
  });

  for (const [text, safe] of [
    ["=1+1", "'=1+1"],
    ["+49 1", "'+49 1"],
    ["-2", "'-2"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", '"\'\r=1"'],
    ["\n=1", '"\'\n=1"'],
    ["＝1+1", "'＝1+1"],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ["a=1", "a=1"],
    ["'=1", "'=1"],
  ] as const) {
    it(`makes ${JSON.stringify(text)} harmless for a spreadsheet`, async () => {
      assert.equal(await textOf(own({ type: "csv", header: false }), [posting(text, "-3")]), `${safe};-3.00\n`);
    });
  }

  it("is harmless in its column names too", async () => {
    const evil = own({ type: "csv" }, { fields: [{ name: "=1+1", field: "amount" }] });
    assert.equal(await textOf(evil, [posting("1", "2")]), "'=1+1\n2\n");
  });

  it("writes the bytes of its encoding", async () => {
    const umlaut = [posting("Härte €", "1")];
    const written = async (encoding: string) =>
      (await bytesOf(own({ type: "csv", header: false, encoding }), umlaut)).toString("hex");
    const rest = Buffer.from(";1.00\n").toString("hex");
    assert.equal(await written("utf-8"), `48c3a472746520e282ac${rest}`);
    assert.equal(await written("utf-8-bom"), `efbbbf48c3a472746520e282ac${rest}`);
    assert.equal(await written("windows-1252"), `48e47274652080${rest}`);
    await assert.rejects(written("iso-8859-1"), (error: EnergyError) => {
      assert.deepEqual(failure(error), {
        code: "EXPORT_CHARACTER",
        profile: "own",
        encoding: "iso-8859-1",
        line: 1,
        character: "€ (U+20AC)",
      });
      return true;
    });
  });

  it("names the line of a character that its encoding lacks", async () => {
    const rows = [posting("a", "1"), posting("Łódź", "1")];
    await assert.rejects(
      bytesOf(own({ type: "csv", encoding: "windows-1252" }), rows),
      (error: EnergyError) => error.params.line === 3,
    );
  });

  it("has lines before and after, with sums that are exact", async () => {
    const format = {
      type: "csv",
      header: false,
      before: [
        "H;{{document.id}};{{#date}}document.from yyyy-MM-dd{{/date}};{{#date}}document.last yyyy-MM-dd{{/date}}",
      ],
      after: ["T;{{document.rows}};{{#number}}total.amount 2 ,{{/number}}"],
    };
    const rows = Array.from({ length: 450 }, () => posting("1", "0.1"));
    const lines = (await textOf(own(format), rows)).split("\n");
    assert.equal(lines[0], "H;works-own-2026-10;2026-10-01;2026-10-31");
    assert.equal(lines.length, 450 + 3);
    assert.equal(lines.at(-2), "T;450;45,00");
  });
});

describe("an export as JSON", () => {
  it("keeps every digit of its numbers and says whose document it is", async () => {
    const text = await textOf(own({ type: "json" }), [posting('a"b', "123456789012345.67"), posting("b", "-0.10")]);
    assert.match(text, /"amount":123456789012345\.67\}/);
    const { document, rows } = JSON.parse(text);
    assert.deepEqual(rows[1], { costCentre: "b", amount: -0.1 });
    assert.equal(document.id, "works-own-2026-10");
    assert.equal(document.from, new Date(october.from).toISOString());
    assert.equal(document.provisional, false);
  });

  it("is valid with no rows and with more than are written at a time", async () => {
    for (const count of [0, 200, 201]) {
      const rows = Array.from({ length: count }, (_, n) => posting(String(n), "1"));
      assert.equal(JSON.parse(await textOf(own({ type: "json" }), rows)).rows.length, count);
    }
  });

  it("writes a number with its sign behind it as a text", async () => {
    const trailing = own({ type: "json" }, { fields: [{ name: "amount", sign: "trailing-minus" }] });
    assert.equal(JSON.parse(await textOf(trailing, [posting("1", "-2.5")])).rows[0].amount, "2.5-");
  });
});

describe("an export as XML", () => {
  it("is escaped and well formed", async () => {
    const text = await textOf(own({ type: "xml", root: "costs", row: "posting" }), [
      posting(`<&>"'\t`, "1"),
      posting("", "2"),
    ]);
    assert.equal(
      text,
      '<?xml version="1.0" encoding="utf-8"?>\n' +
        '<costs document="works-own-2026-10" version="1" site="works" from="2026-09-30T22:00:00.000Z" to="2026-10-31T23:00:00.000Z">\n' +
        "  <posting><costCentre>&lt;&amp;&gt;&quot;&apos;&#9;</costCentre><amount>1.00</amount></posting>\n" +
        "  <posting><costCentre/><amount>2.00</amount></posting>\n" +
        "</costs>\n",
    );
  });

  it("refuses a character that XML cannot hold, with field and line", async () => {
    await assert.rejects(textOf(own({ type: "xml" }), [posting("a\u0001", "1")]), (error: EnergyError) => {
      const { code, line, field } = failure(error) as Record<string, unknown>;
      assert.deepEqual([code, line, field], ["EXPORT_ROW_INVALID", 1, "costCentre"]);
      return true;
    });
  });
});

describe("an export of fixed width", () => {
  const columns = [
    { name: "costCentre", length: 6 },
    { name: "amount", decimals: 2, length: 9, pad: "0" },
  ];
  const fixed = (format: object = {}, more = columns) => own({ type: "fixed", ...format }, { fields: more });

  it("pads texts to the right and numbers to the left, zeros behind the sign", async () => {
    assert.equal(
      await textOf(fixed(), [posting("41", "12.5"), posting("42", "-12.5")]),
      "41    000012.50\n42    -00012.50\n",
    );
  });

  it("leaves the decimal mark out where the ERP knows the places", async () => {
    assert.equal(await textOf(fixed({ decimalMark: "" }), [posting("41", "12.5")]), "41    000001250\n");
  });

  it("refuses what is too long, naming field and line, and cuts only where the profile says so", async () => {
    await assert.rejects(textOf(fixed(), [posting("1", "1"), posting("4100-12", "1")]), (error: EnergyError) => {
      assert.deepEqual(failure(error), {
        code: "EXPORT_ROW_INVALID",
        profile: "own",
        line: 2,
        field: "costCentre",
        detail: '"4100-12" is longer than 6 characters',
      });
      return true;
    });
    const cut = [{ name: "costCentre", length: 4, cut: true }];
    assert.equal(await textOf(fixed({}, cut as never), [posting("4100-12", "1")]), "4100\n");
  });

  it("refuses a line break inside a field", async () => {
    await assert.rejects(
      textOf(fixed(), [posting("a\nb", "1")]),
      (error: EnergyError) => error.code === "EXPORT_ROW_INVALID",
    );
  });
});

describe("the fields of an export", () => {
  const only = async (field: object, row: object = {}) =>
    (
      await textOf(own({ type: "csv", header: false }, { fields: [field] }), [posting("4100", "-12.345", row as never)])
    ).trimEnd();

  it("convert units, round and write the sign as the ERP reads it", async () => {
    assert.equal(await only({ name: "amount", factor: "0.001", decimals: 3 }), "-0.012");
    assert.equal(await only({ name: "amount", factor: "1000", decimals: 0, sign: "trailing-minus" }), "12345-");
    assert.equal(await only({ name: "amount", decimals: 2, sign: "absolute" }), "12.35");
    assert.equal(await only({ name: "side", field: "amount", type: "debit-credit" }), "H");
    assert.equal(await only({ name: "side", field: "amount", type: "debit-credit" }, { amount: number("0") }), "S");
    assert.equal(await only({ name: "amount", decimals: 1 }, { amount: number("-0.04") }), "0.0");
  });

  it("give times in the site's clock, the last moment of the period included", async () => {
    assert.equal(await only({ name: "from", date: "dd.MM.yyyy HH:mm" }), "01.10.2026 00:00");
    assert.equal(await only({ name: "day", document: "last", date: "ddMM" }), "3110");
    assert.equal(await only({ name: "to" }), "2026-11-01T00:00:00+01:00");
  });

  it("translate codes, and refuse a text that has none", async () => {
    const coded = (codes: object) => only({ name: "account", field: "component", type: "code", codes });
    assert.equal(await coded({ energy: "4240" }), "4240");
    assert.equal(await coded({ "*": "4299" }), "4299");
    await assert.rejects(coded({ demand: "4241" }), (error: EnergyError) =>
      /no code for "energy"/.test(String(error.params.detail)),
    );
  });

  it("put texts together from templates", async () => {
    const template = "{{supplyName}} {{component}} {{#date}}from MM/yyyy{{/date}} {{#number}}amount 1 ,{{/number}}";
    assert.equal(await only({ name: "text", template }), "Netz energy 10/2026 -12,3");
  });
});
