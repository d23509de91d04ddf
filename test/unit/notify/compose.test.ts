import assert from "node:assert/strict";
import type { EnergyError } from "../../../dist/lib/contract/error.js";
import { compose } from "../../../dist/lib/notify/compose.js";
import { batchOf } from "../../../dist/lib/notify/parcel.js";
import { checkAlertTemplates } from "../../../dist/lib/notify/templates.js";
import { alertWording } from "../../../dist/lib/red/alert-wording.js";
import { parseSite } from "../../../dist/lib/site/parse-site.js";
import { leak, noon, order } from "../../support/notifications.ts";

const siteOf = (name: string) =>
  parseSite({
    version: 1,
    site: { id: "works", name: "Works", timeZone: "Europe/Vienna" },
    buses: [{ id: "b1", transport: "tcp", host: "10.0.0.5" }],
    meters: [{ id: "m1", name, bus: "b1", profile: "wago-879-30xx" }],
  }).site;
const evil = "Saw\r\nBcc: all@example.com {{link}} <script>alert(1)</script>";

function message(name: string, count = 1, language: "en-US" | "de" = "en-US", templates = {}) {
  const parcels = Array.from({ length: count }, (_, n) => ({
    notification: order(n + 1, {}, { rule: "silent" }),
    index: 0,
    seq: n,
  }));
  const [first, ...others] = parcels;
  assert.ok(first);
  const wording = alertWording(language, siteOf(name), "https://gateway/dashboard", templates);
  return compose(batchOf([first, ...others]), "anna@example.com", wording, noon);
}

describe("the message about an alert", () => {
  it("says what it is, since when, and where to look, in each language", () => {
    const { subject, text, html, short } = message("Saw");
    assert.equal(subject, "Warning: Saw: nothing heard since Jul 1, 2026, 11:00 AM");
    assert.match(text, /Since Jul 1, 2026, 11:00 AM, noticed Jul 1, 2026, 12:00 PM/);
    assert.match(text, /https:\/\/gateway\/dashboard/);
    assert.match(html, /<a href="https:&#x2F;&#x2F;gateway&#x2F;dashboard"/);
    assert.equal(short, "Works: Warning: Saw: nothing heard since Jul 1, 2026, 11:00 AM.");
    assert.match(message("Säge", 1, "de").subject, /^Warnung: Säge: seit 1\. Juli 2026(,| um) 11:00 nichts gehört$/);
  });

  it("says how many there are where there are several", () => {
    const { subject, text, short } = message("Saw", 3);
    assert.equal(subject, "Works: 3 alerts, worst: Warning");
    assert.equal(text.match(/nothing heard/g)?.length, 3);
    assert.match(short, /^Works: 3 alerts\. Warning: Saw/);
  });

  it("of a thousand alerts names two hundred and counts the rest, and stays short on a phone", () => {
    const { text, short } = message("Saw", 1000);
    assert.match(text, /and 800 more/);
    assert.ok([...short].length <= 480);
  });

  it("takes nothing from a name but its letters: no header, no template, no tag", () => {
    const { subject, text, html, short } = message(evil);
    for (const line of [subject, short]) assert.doesNotMatch(line, /[\r\n]/);
    assert.doesNotMatch(text, /^Bcc/m);
    assert.match(text, /\{\{link\}\} <script>/);
    assert.doesNotMatch(html, /<script>/);
    assert.match(html, /&lt;script&gt;/);
  });

  it("can be read by a program, with times in ISO 8601 and the evidence", () => {
    const body = JSON.parse(message("Saw").body);
    assert.deepEqual([body.kind, body.key, body.notifications.length], ["energy-alert", "m1~silent~k1~1~0", 1]);
    const [{ alert }] = body.notifications;
    assert.deepEqual([alert.since, alert.decided], ["2026-07-01T09:00:00.000Z", "2026-07-01T10:00:00.000Z"]);
    assert.deepEqual(alert.evidence, leak.evidence);
  });

  it("is written by templates of one's own", () => {
    const { subject, text } = message("Saw", 2, "en-US", {
      subject: "{{count}}!",
      text: "{{#alerts}}{{reference}};{{/alerts}}",
    });
    assert.deepEqual([subject, text], ["2!", "m1~silent~k1~1;m1~silent~k1~2;"]);
  });

  const wrong: readonly [string, object, string][] = [
    ["a name that there is not", { text: "{{smtpPassword}}" }, "text"],
    ["a name of an alert outside the list", { text: "{{reference}}" }, "text"],
    ["another template", { html: "{{> secrets}}" }, "html"],
    ["raw text in HTML", { html: "{{#alerts}}{{{text}}}{{/alerts}}" }, "html"],
    ["other marks", { short: "{{=<% %>=}}" }, "short"],
    ["a section that does not end", { subject: "{{#alerts}}" }, "subject"],
  ];
  for (const [name, templates, place] of wrong) {
    it(`is not written by a template with ${name}`, () => {
      assert.throws(
        () => checkAlertTemplates(templates),
        (error: EnergyError) => error.code === "CONFIG_INVALID" && error.params.place === place,
      );
    });
  }
});
