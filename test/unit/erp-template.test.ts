import assert from "node:assert/strict";
import { posting, textOf } from "../support/export-rows.ts";

describe("a template", () => {
  const fields = [
    { name: "costCentre" },
    { name: "amount", decimals: 2 },
    { name: "text", template: "{{supplyName}}" },
  ];
  const written = (text: string, format: object = {}) =>
    textOf(
      {
        id: "own",
        source: "postings",
        fields,
        codes: { account: { energy: "4240", "*": "?" } },
        format: { type: "template", template: text, ...format },
      },
      [posting("<4100>", "-1234.5", { supplyName: '=N"etz' }), posting("4200", "2")],
    );

  it("repeats its rows with helpers for numbers, dates and sums", async () => {
    const text =
      "{{document.id}} {{#date}}document.from yyyy-MM-dd{{/date}}\n{{#rows}}\n{{line}} {{costCentre}} {{amount}} {{#number}}amount 1 ,{{/number}}{{^last}};{{/last}}\n{{/rows}}\nsum {{#number}}total.amount 2 ,{{/number}}\n";
    assert.equal(
      await written(text),
      "works-own-2026-10 2026-10-01\n1 <4100> -1234.50 -1234,5;\n2 4200 2.00 2,0\nsum -1232,50\n",
    );
  });

  it("escapes as its format needs", async () => {
    const one = "{{#rows}}{{#first}}{{costCentre}}|{{text}}|{{amount}}{{/first}}{{/rows}}";
    assert.equal(await written(one, { escape: "xml" }), "&lt;4100&gt;|=N&quot;etz|-1234.50");
    assert.equal(await written(one, { escape: "json" }), '<4100>|=N\\"etz|-1234.50');
    assert.equal(await written(one, { escape: "csv" }), '"<4100>"|"\'=N""etz"|"-1234.50"');
    assert.equal(await written(one), '<4100>|=N"etz|-1234.50');
  });

  it("has the line end and decimal mark of its format", async () => {
    assert.equal(
      await written("{{#rows}}{{amount}}\n{{/rows}}", { lineEnd: "crlf", decimalMark: "," }),
      "-1234,50\r\n2,00\r\n",
    );
  });

  it("takes what a text says for text, not for a template", async () => {
    const text = await textOf(
      {
        id: "own",
        source: "postings",
        fields: [{ name: "costCentre" }],
        format: { type: "template", template: "{{#rows}}{{costCentre}}{{/rows}}" },
      },
      [posting("{{amount}}", "1")],
    );
    assert.equal(text, "{{amount}}");
  });
});
