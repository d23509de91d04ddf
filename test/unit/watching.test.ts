import assert from "node:assert/strict";
import { type WatchingSources, watchAnswer, watchingView } from "../../dist/lib/api/watching.js";
import { watchingSchema } from "../../dist/lib/api/watching-schema.js";
import { EnergyError } from "../../dist/lib/contract/error.js";
import { validatorOf } from "../../dist/lib/contract/validate.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import type { Watching } from "../../dist/lib/site/watching.js";

const anna = {
  id: "anna",
  channels: [
    { mail: "anna.huber@works.example" },
    { sms: "+436641234567", from: "critical" },
    { webhook: "https://hooks.example/services/T1/secret-one" },
    { webhook: "https://hooks.example/services/T1/secret-two", from: "warning" },
  ],
};
const maintenance = [{ id: "boiler", from: "2026-08-03T06:00", to: "2026-08-05T18:00" }];
const stored: Watching = {
  rules: [{ rule: "watch", silentSeconds: 90 }],
  recipients: [anna],
  alerting: { policies: [], maintenance },
};
const { site } = parseSite({ version: 1, site: { id: "works", timeZone: "Europe/Vienna" }, ...stored });

/** A site model in memory that remembers what it was changed to. */
function sources(options: Partial<WatchingSources> = {}) {
  const edits: { by: string; parts: Partial<Watching> }[] = [];
  const all: WatchingSources = {
    site: () => site,
    written: () => ({ watching: stored, etag: "now" }),
    edit: (edit) => void edits.push(edit),
    seesAddresses: false,
    ...options,
  };
  return { all, edits };
}

interface View {
  readonly recipients: { readonly id: string; readonly channels: Record<string, string>[] }[];
  readonly kinds: { readonly rule: string; readonly properties: Record<string, unknown>[] }[];
}
const viewOf = (options?: Partial<WatchingSources>) => watchingView(sources(options).all) as unknown as View;
const sent = (channels: object[]) => ({ by: "Ben", recipients: [{ id: "anna", channels }] });
const refused = (code: string, place?: string) => (error: unknown) =>
  error instanceof EnergyError && error.code === code && (place === undefined || error.params.place === place);

describe("what is watched, as it is answered", () => {
  it("has the form that is described", () => {
    const validate = validatorOf(watchingSchema);
    assert.ok(validate(viewOf()), JSON.stringify(validate.errors));
  });

  it("does not say where messages go, but to whom may change that; the path of a webhook to nobody", () => {
    assert.deepEqual(viewOf().recipients[0]?.channels, [
      { mail: "anna.huber@…" },
      { sms: "+43…67", from: "critical" },
      { webhook: "https://hooks.example/…" },
      { webhook: "https://hooks.example/…", from: "warning" },
    ]);
    const [mail, sms, webhook] = viewOf({ seesAddresses: true }).recipients[0]?.channels ?? [];
    assert.deepEqual([mail?.mail, sms?.sms], ["anna.huber@works.example", "+436641234567"]);
    assert.equal(webhook?.webhook, "https://hooks.example/…");
  });

  it("says of each kind what it can be told, within which bounds, and what holds without it", () => {
    const properties = (kind: string) => viewOf().kinds.find(({ rule }) => rule === kind)?.properties ?? [];
    const property = (kind: string, name: string) => properties(kind).find((one) => one.name === name);
    assert.deepEqual(property("watch", "silentSeconds"), {
      name: "silentSeconds",
      type: "number",
      required: false,
      minimum: 1,
      maximum: 2_678_400,
      usual: 60,
    });
    assert.deepEqual(property("limit", "quantity"), { name: "quantity", type: "string", required: true });
    assert.deepEqual(property("peak-forming", "windowMinutes")?.enum, [15, 30, 60]);
    assert.equal(property("limit", "endDelaySeconds")?.usual, 60);
    assert.equal(property("idle", "pricePerUnit")?.usual, undefined);
    for (const { rule } of viewOf().kinds) assert.ok(properties(rule).length > 3, rule);
  });
});

describe("a change of what is watched", () => {
  it("hands on only what is sent; of the alerting that is left out stays", () => {
    const { all, edits } = sources();
    watchAnswer({ by: " Ben ", rules: [], alerting: { policies: [] } }, '"now"', all);
    assert.deepEqual(edits, [{ by: "Ben", parts: { rules: [], alerting: { policies: [], maintenance } } }]);
  });

  it("must be of what is written now", () => {
    const { all, edits } = sources();
    assert.throws(() => watchAnswer({ by: "Ben", rules: [] }, '"before"', all), refused("SITE_CHANGED"));
    assert.throws(() => watchAnswer({ by: "Ben", rules: [] }, undefined, all), refused("MESSAGE_INVALID", "if-match"));
    assert.equal(edits.length, 0);
    watchAnswer({ by: "Ben", rules: [] }, '"before", "now"', all);
    watchAnswer({ by: "Ben", rules: [] }, "*", all);
    assert.equal(edits.length, 2);
  });

  it("needs a name, and nothing unknown", () => {
    for (const [body, place] of [
      [{ rules: [] }, ""],
      [{ by: "  ", rules: [] }, "by"],
      [{ by: "Ben", rule: [] }, ""],
      [{ by: "Ben", rules: "off" }, "rules"],
      [{ by: "Ben", rules: ["off"] }, "rules/0"],
      [undefined, ""],
    ] as const) {
      assert.throws(() => watchAnswer(body, "*", sources().all), refused("MESSAGE_INVALID", place));
    }
  });

  it("is refused with the place of its first mistake", () => {
    const edit = () => {
      throw new EnergyError("SITE_ITEM_INVALID", { place: "rules/2/above", item: "x", detail: "must be number" });
    };
    const { all } = sources({ edit });
    assert.throws(() => watchAnswer({ by: "Ben", rules: [] }, "*", all), refused("MESSAGE_INVALID", "rules/2/above"));
  });

  it("keeps the address behind a masked one, also where a channel before it is taken out", () => {
    const { all, edits } = sources();
    const [mail = {}, sms = {}, one = {}, two = {}] = viewOf().recipients[0]?.channels ?? [];
    watchAnswer(sent([sms, one, { ...two, from: "critical" }]), "*", all);
    assert.deepEqual(edits[0]?.parts.recipients?.[0]?.channels, [
      anna.channels[1],
      anna.channels[2],
      { webhook: "https://hooks.example/services/T1/secret-two", from: "critical" },
    ]);
    watchAnswer(sent([mail, { mail: "second@works.example" }]), "*", all);
    assert.deepEqual(edits[1]?.parts.recipients?.[0]?.channels, [anna.channels[0], { mail: "second@works.example" }]);
  });

  it("does not guess an address: of two that look alike one is gone, of another person, of nobody", () => {
    const place = "recipients/0/channels/0";
    const { all, edits } = sources();
    const attempt = (channels: object[]) => () => watchAnswer(sent(channels), "*", all);
    assert.throws(attempt([{ webhook: "https://hooks.example/…" }]), refused("MESSAGE_INVALID", `${place}/webhook`));
    assert.throws(attempt([{ mail: "ben@…" }]), refused("MESSAGE_INVALID", `${place}/mail`));
    const ben = { by: "Ben", recipients: [{ id: "ben", channels: [{ mail: "anna.huber@…" }] }] };
    assert.throws(() => watchAnswer(ben, "*", all), refused("MESSAGE_INVALID", `${place}/mail`));
    assert.equal(edits.length, 0);
  });
});
