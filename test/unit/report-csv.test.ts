import assert from "node:assert/strict";
import { reportCsv } from "../../dist/lib/report/report-csv.js";
import { checkTemplates, reportMail } from "../../dist/lib/report/report-mail.js";
import { reportTextKeys } from "../../dist/lib/report/report-texts.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { catalogue, edited, reportLanguage, someCosts } from "../support/report-language.ts";
import { steelData, steelSite, steelZone } from "../support/steel-report.ts";

const german = reportLanguage("de", steelZone);
const english = reportLanguage("en-US", steelZone);
const report = edited(steelData("2018-03", undefined, { costs: someCosts }));

describe("the report as CSV", () => {
  it("opens in a German Excel without repair: mark, semicolons, decimal commas, no thousands, CRLF", () => {
    const csv = reportCsv(report, german);
    assert.equal(csv.charCodeAt(0), 0xfeff);
    const [head, site] = csv.slice(1).split("\r\n");
    assert.match(head ?? "", /^Monat;Fassung;Ebene;Medium;Name;/);
    assert.equal(site, "2018-03;1;Werk;Strom;Steel works Gwangyang;;80230,41;kWh;91497,34;;1");
    for (const line of csv.trimEnd().split("\r\n")) assert.equal(line.split(";").length, 11, line);
  });

  it("has commas and points for everybody else", () => {
    assert.match(
      reportCsv(report, english),
      /\r\n2018-03,1,Site,Electricity,Steel works Gwangyang,,80230\.41,kWh,91497\.34,,1\r\n/,
    );
  });

  it("holds every cost line and cost centre", () => {
    const csv = reportCsv(report, english);
    assert.match(csv, /Cost by line,"Energy, peak",Main supply,,5855\.3,EUR/);
    assert.match(csv, /Cost centres,Demand,Not allocated,,3782\.75,EUR/);
  });

  it("lets no name become a formula, and quotes what holds separators", () => {
    const { site } = parseSite({
      version: 1,
      site: { id: "works", name: '=HYPERLINK("http://x";"y")', timeZone: steelZone },
      meters: [{ id: "main", name: "+1", role: "main", device: { id: "main" } }],
    });
    const csv = reportCsv(edited(steelData("2018-03", undefined, { site })), german);
    assert.ok(csv.includes(`;"'=HYPERLINK(""http://x"";""y"")";`));
    assert.ok(!/(^|[;"])[=+@]/m.test(csv.replaceAll('""', "")));
  });
});

describe("the texts of reports", () => {
  it("are the same in every language, and none is forgotten", () => {
    for (const language of ["en-US", "de"]) {
      const { texts, figures, mail } = catalogue(language);
      assert.deepEqual(Object.keys(texts).sort(), [...reportTextKeys].sort());
      assert.deepEqual(Object.keys(figures), Object.keys(catalogue("en-US").figures));
      assert.deepEqual(Object.keys(mail), ["subject", "text", "html"]);
    }
  });

  it("are numbers as their readers write them", () => {
    assert.equal(german.number(-1234.56, 1), "−1.234,6");
    assert.equal(english.number(1234.56, 1), "1,234.6");
    assert.equal(english.number(-0.04, 1), "0.0");
    assert.equal(german.change(110, 100), "+10,0 %");
    assert.equal(german.change(110, null), "keine Daten");
    assert.equal(german.change(110, 0), "–");
  });
});

describe("the mail of a report", () => {
  const named = { ...steelSite, name: 'A & B <b>"works"</b>\r\nBcc: thief@example.com' };
  const mail = reportMail({ ...report, site: named }, ["works-2018-03-v1.pdf"], german);

  it("says what a reader wants to know first", () => {
    assert.match(mail.text, /Strom: 80\.230 kWh \(Vormonat: −12,3 %\)/);
    assert.match(mail.text, /works-2018-03-v1\.pdf/);
    assert.doesNotMatch(mail.subject, /vorläufig/);
    const provisional = reportMail({ ...report, state: "provisional" }, [], german);
    assert.match(provisional.subject, /März 2018 \(vorläufig\), Fassung 1/);
  });

  it("escapes names in HTML, and only there", () => {
    assert.ok(mail.html.includes("A &amp; B &lt;b&gt;"));
    assert.ok(mail.text.includes('A & B <b>"works"</b>'));
  });

  it("keeps its subject in one line whatever the site is called", () => {
    assert.doesNotMatch(mail.subject, /[\r\n]/);
  });

  it("takes templates of one's own, and says where one is broken", () => {
    const own = reportMail(report, [], german, { subject: "{{site}}/{{version}}" });
    assert.equal(own.subject, "Steel works Gwangyang/1");
    checkTemplates({ subject: "{{site}}" });
    assert.throws(() => checkTemplates({ text: "{{#figures}}" }), {
      code: "CONFIG_INVALID",
      message: /"text".*Unclosed section/,
    });
  });
});
