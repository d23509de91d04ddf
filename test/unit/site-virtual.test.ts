import assert from "node:assert/strict";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { isVirtualMeter } from "../../dist/lib/site/site-model.js";

const bus = { bus: "hall", profile: "x" };
const parsed = (meters: object[], more: object = {}, site: object = {}) =>
  parseSite({
    version: 1,
    site: { id: "works", timeZone: "Europe/Vienna", ...site },
    buses: [{ id: "hall", host: "127.0.0.1" }],
    meters,
    ...more,
  });
const main = { id: "main", ...bus, unitId: 1, role: "main" };
const press = { id: "m-press", ...bus, unitId: 2 };
const water = { id: "water", pulse: { medium: "water", unitPerPulse: 0.01, line: 17 } };
const mistakes = (...args: Parameters<typeof parsed>) =>
  parsed(...args).problems.map(({ code, params }) => [code, params.place, params.detail]);

describe("virtual meters in the site model", () => {
  it("carry their expression multiplied out", () => {
    const { site, problems } = parsed([{ id: "v", virtual: { expression: "rest(main) / 2" } }, main, press, water]);
    assert.deepEqual(problems, []);
    const [meter] = site.meters.filter(isVirtualMeter);
    assert.deepEqual(meter?.virtual.terms, [
      { meter: "main", factor: 0.5 },
      { meter: "m-press", factor: -0.5 },
    ]);
    assert.equal(meter?.role, "sub");
  });

  it("are left out at the place of their mistake, and the rest of the plant goes on", () => {
    const { site, problems } = parsed([main, { id: "v", virtual: { expression: "main - pres" } }, press]);
    assert.deepEqual(
      site.meters.map(({ id }) => id),
      ["main", "m-press"],
    );
    assert.deepEqual(problems[0]?.params, {
      place: "meters/1/virtual/expression",
      item: "v",
      detail: "column 8: there is no meter \"pres\"; did you mean 'm-press'?",
    });
  });

  it("measure one thing only, and have no bus", () => {
    assert.deepEqual(
      mistakes([main, water, { id: "v", virtual: { expression: "2 * water", quantities: ["active_energy_import"] } }]),
      [
        [
          "SITE_ITEM_INVALID",
          "meters/2/virtual/quantities",
          '"v" has no "active_energy_import": its parts measure water',
        ],
      ],
    );
    assert.deepEqual(mistakes([main, { id: "v", virtual: { expression: "main" }, bus: "hall" }]), [
      ["SITE_ITEM_INVALID", "meters/1", "must have one of bus, pulse, device, virtual"],
    ]);
    assert.deepEqual(mistakes([main, { id: "v", virtual: { expression: "main" }, intervalSeconds: 5 }]), [
      ["SITE_ITEM_INVALID", "meters/1/intervalSeconds", "does not belong to a meter that is computed"],
    ]);
  });

  it("a wrong parent is forgotten, and its meter is read all the same", () => {
    const { site, problems } = parsed([
      { ...main, parent: "m-press" },
      { ...press, parent: "main" },
      { id: "lathe", ...bus, unitId: 3, parent: "hall-7" },
      { id: "drill", ...bus, unitId: 4, parent: "main" },
    ]);
    assert.deepEqual(
      problems.map(({ params }) => [params.place, params.detail]),
      [
        ["meters/0/parent", "goes in a circle: main → m-press → main"],
        ["meters/1/parent", "goes in a circle: m-press → main → m-press"],
        ["meters/2/parent", 'there is no meter "hall-7"'],
      ],
    );
    assert.deepEqual(
      site.meters.map(({ parent }) => parent),
      [undefined, undefined, undefined, "main"],
    );
  });
});

describe("calendars in the site model", () => {
  const shift = { name: "early", from: "06:00", to: "14:00" };
  const calendars = [{ id: "two-shifts", shifts: [shift] }];

  it("belong to the site and to machines", () => {
    const machines = [{ id: "press", calendar: "two-shifts" }];
    const { site, problems } = parsed([], { calendars, machines }, { calendar: "two-shifts" });
    assert.deepEqual(problems, []);
    assert.deepEqual([site.calendar, site.machines[0]?.calendar], ["two-shifts", "two-shifts"]);
    assert.deepEqual(site.calendars[0]?.shifts[0]?.days, ["mon", "tue", "wed", "thu", "fri"]);
  });

  it("are refused where they cannot be meant", () => {
    const wrong = (calendar: object): unknown[] | undefined =>
      mistakes([], { calendars: [{ id: "c", ...calendar }] })[0];
    const late = { name: "late", from: "13:30", to: "22:00" };
    assert.deepEqual(wrong({ shifts: [shift, late] })?.slice(1), ["calendars/0/shifts/1", 'overlaps with "early"']);
    assert.deepEqual(wrong({ shifts: [{ ...shift, from: "6:00" }] })?.slice(1), [
      "calendars/0/shifts/0/from",
      "must be a time of day such as 06:00",
    ]);
    assert.deepEqual(wrong({ shifts: [], holidays: ["2026-02-30"] })?.slice(1), [
      "calendars/0/holidays/0",
      "there is no such date",
    ]);
  });

  it("that do not exist are named, and the site has none", () => {
    const { site, problems } = parsed([], {}, { calendar: "none" });
    assert.equal(problems[0]?.params.place, "site/calendar");
    assert.equal(site.calendar, undefined);
  });
});
