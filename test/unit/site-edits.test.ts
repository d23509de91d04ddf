import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import { editSiteFile, writtenWatching } from "../../dist/lib/io/site-edits.js";

const raw = {
  version: 1,
  site: { id: "works", timeZone: "Europe/Vienna" },
  meters: [{ id: "broken" }],
};
const now = Date.UTC(2026, 10, 21, 15);

interface Version {
  readonly savedAt: string;
  readonly by?: string;
  readonly model: { readonly rules?: readonly { readonly rule: string }[] };
}

describe("a change of the site model from outside its file", () => {
  let folder: string;
  const file = () => join(folder, "site.json");
  const versions = () =>
    readdirSync(join(folder, "site-versions"))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, "site-versions", name), "utf8")) as Version);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "site-edits-"));
    writeFileSync(file(), JSON.stringify(raw));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is written as a whole, beside a version that says who and when", () => {
    const rules = [{ rule: "watch", silentSeconds: 90 }];
    const { site } = editSiteFile(file(), raw, { by: "Anna", parts: { rules } }, now);
    assert.equal(site.rules[0]?.silentSeconds, 90);
    assert.deepEqual(JSON.parse(readFileSync(file(), "utf8")).rules, rules);
    const version = versions().at(-1);
    assert.deepEqual(
      [version?.by, version?.savedAt, version?.model.rules],
      ["Anna", "2026-11-21T15:00:00.000Z", rules],
    );
  });

  it("keeps what somebody wrote into the file by hand before, once", () => {
    const edit = (rules: readonly object[], at: number) =>
      editSiteFile(file(), JSON.parse(readFileSync(file(), "utf8")), { by: "Anna", parts: { rules: rules as [] } }, at);
    edit([{ rule: "watch" }], now);
    edit([{ rule: "leak" }], now + 1000);
    writeFileSync(file(), JSON.stringify({ ...raw, rules: [{ rule: "drift" }] }));
    utimesSync(file(), new Date(now + 2000), new Date(now + 2000));
    edit([], now + 3000);
    assert.deepEqual(
      versions().map(({ by, model }) => [by, model.rules?.map(({ rule }) => rule)]),
      [
        [undefined, undefined],
        ["Anna", ["watch"]],
        ["Anna", ["leak"]],
        [undefined, ["drift"]],
        ["Anna", []],
      ],
    );
  });

  it("with a mistake changes nothing, and says where; a mistake elsewhere is none of its business", () => {
    const before = readFileSync(file(), "utf8");
    assert.throws(
      () => editSiteFile(file(), raw, { by: "Anna", parts: { rules: [{ rule: "watch", silentSeconds: -1 }] } }, now),
      (error: EnergyError) => error.code === "SITE_ITEM_INVALID" && error.params.place === "rules/0/silentSeconds",
    );
    assert.equal(readFileSync(file(), "utf8"), before);
    assert.ok(!existsSync(join(folder, "site-versions")));
  });

  it("is refused where it takes from a policy whom it names; what was wrong before is not its fault", () => {
    const recipients = [{ id: "anna", channels: [{ mail: "anna@works.example" }] }];
    const policy = { id: "all", steps: [{ to: ["anna"] }] };
    const written = {
      ...raw,
      recipients,
      alerting: { policies: [policy, { id: "odd", steps: [{ to: ["nobody"] }] }] },
    };
    assert.throws(
      () => editSiteFile(file(), written, { by: "Ben", parts: { recipients: [] } }, now),
      (error: EnergyError) => error.params.place === "alerting/policies/0/steps/0/to/0",
    );
    const { site } = editSiteFile(file(), written, { by: "Ben", parts: { rules: [] } }, now);
    assert.deepEqual(
      site.alerting.policies.map(({ id }) => id),
      ["all"],
    );
  });

  it("is about what stands there: its digest changes with the parts that can be changed, and with nothing else", () => {
    const { etag } = writtenWatching(raw);
    assert.equal(writtenWatching({ ...raw, rules: [], meters: [] }).etag, etag);
    assert.notEqual(writtenWatching({ ...raw, rules: [{ rule: "watch" }] }).etag, etag);
  });

  it("that is no list is refused", () => {
    assert.throws(
      () => editSiteFile(file(), raw, { by: "Anna", parts: { rules: "off" as never } }, now),
      (error: EnergyError) => error.code === "SITE_INVALID",
    );
  });
});
