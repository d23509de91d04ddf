import assert from "node:assert/strict";
import { parseSite } from "../../dist/lib/site/parse-site.js";

const siteOf = (recipients: readonly object[]) =>
  parseSite({ version: 1, site: { id: "works", timeZone: "Europe/Vienna" }, recipients });

describe("the recipients of a site model", () => {
  it("are told of everything in English where nothing else is said", () => {
    const { site, problems } = siteOf([{ id: "anna", channels: [{ mail: "anna@example.com" }] }]);
    assert.deepEqual(problems, []);
    assert.deepEqual(site.recipients, [
      {
        id: "anna",
        name: "anna",
        language: "en",
        channels: [{ channel: "mail", address: "anna@example.com", from: "notice" }],
      },
    ]);
  });

  const wrong: readonly [string, object, RegExp][] = [
    ["a mail address that goes on in a header", { mail: "a@b.c\r\nBcc: x@y.z" }, /an address such as/],
    ["two addresses in one", { mail: "a@b.c,x@y.z" }, /an address such as/],
    ["a phone number without a country", { sms: "0664 1234567" }, /a phone number/],
    ["a webhook that is no web address", { webhook: "file:///etc/passwd" }, /http or https/],
    ["a webhook with a password", { webhook: "https://anna:secret@example.com/" }, /without a password/],
    ["two ways in one entry", { mail: "a@b.c", sms: "+436641234567" }, /one of mail, sms, webhook/],
    ["no way at all", { from: "critical" }, /one of mail, sms, webhook/],
  ];
  for (const [name, channel, text] of wrong) {
    it(`leave out one with ${name}, and never show what was written`, () => {
      const { site, problems } = siteOf([{ id: "anna", channels: [channel] }]);
      assert.deepEqual(site.recipients, []);
      assert.match(String(problems[0]?.params.detail), text);
      assert.doesNotMatch(JSON.stringify(problems[0]?.params), /secret|Bcc/);
    });
  }
});
