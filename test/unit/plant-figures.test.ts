import assert from "node:assert/strict";
import type { Baseline, ModelFigures, SavingsFigures } from "../../dist/lib/contract/baseline.js";
import type { Condition, Reading } from "../../dist/lib/contract/messages.js";
import { PlantFigures } from "../../dist/lib/figures/plant-figures.js";
import { demoSite } from "../support/demo-site.ts";

const hour = 3_600_000;
const six = Date.UTC(2026, 0, 5, 5);

const condition = (meter: string, rule: string, more: Partial<Condition>): Condition => ({
  kind: "condition",
  site: "demo",
  meter,
  rule,
  active: false,
  severity: "notice",
  at: six,
  since: six,
  evidence: {},
  ...more,
});

/** What `load-monitor` tells of a shift, for one cost centre. */
function idleUse(meter: string, kwh: number, more: Record<string, unknown> = {}): Condition {
  const evidence = { shift: "Early", from: six, to: six + 8 * hour, idleKwh: kwh, idleHours: 2, ...more };
  return condition(meter, "idle-use", { evidence });
}

const state = (meter: string, name: string, since = six) =>
  condition(meter, "machine-state", { since, evidence: { state: name } });

const baseFlow: Reading = {
  kind: "reading",
  site: "demo",
  meter: "m-cool",
  at: six,
  values: { water_flow: 0.2 },
  quality: "good",
  reason: "base-flow",
};

const model = { id: "use", version: 1, to: six - 24 * hour } as ModelFigures;
const day: Baseline = {
  kind: "baseline",
  site: "demo",
  meter: "main",
  quantity: "active_energy_import",
  from: six - 24 * hour,
  to: six,
  use: { actual: 90, expected: 100, ratio: 0.9, cumulativeSaving: 10 },
  model,
};

function figuresOf(...messages: (Condition | Reading | Baseline)[]): PlantFigures {
  const plant = new PlantFigures(demoSite());
  for (const message of messages) plant.take(message);
  return plant;
}

describe("the figures of a plant", () => {
  it("name every machine, also while its states are being learnt", () => {
    const power: Reading = { ...baseFlow, meter: "m-arc", values: { active_power: 12.345 } };
    const { reason: _none, ...read } = power;
    const { machines } = figuresOf(state("m-arc", "idle", six - hour), read).view(six + 1000);
    assert.equal(machines.length, 8);
    const [arc, ladle] = machines;
    assert.deepEqual(
      [arc?.name, arc?.department, arc?.state, arc?.since, arc?.power],
      ["Arc furnace", "Melt shop", "idle", six - hour, 12.3],
    );
    assert.deepEqual([ladle?.name, ladle?.state, ladle?.power], ["Ladle furnace", null, null]);
  });

  it("show no power that is old", () => {
    const { reason: _none, ...read } = { ...baseFlow, meter: "m-arc", values: { active_power: 12 } };
    assert.equal(figuresOf(read).view(six + 60_000).machines[0]?.power, null);
  });

  it("sum idling by machine, department, cost centre and shift, the largest first", () => {
    const shares = (kwh: number) =>
      [25, 75].map((percent, index) =>
        idleUse("m-air", (kwh * percent) / 100, {
          costCentre: ["4100", "9000"][index],
          sharePercent: percent,
          department: "utilities",
          money: (kwh * percent) / 100 / 5,
        }),
      );
    const arc = idleUse("m-arc", 10, { department: "melt-shop", costCentre: "4100", sharePercent: 100, money: 2 });
    const { last } = figuresOf(arc, ...shares(40)).view(six).idle;
    assert.deepEqual([last?.kwh, last?.money, last?.shifts], [50, 10, ["Early"]]);
    const said = (group: "machine" | "department" | "cost-centre" | "shift") =>
      last?.by[group].map(({ name, kwh, hours, money }) => `${name} ${kwh} kWh ${hours} h ${money}`);
    assert.deepEqual(said("machine"), ["Compressed air 40 kWh 2 h 8", "Arc furnace 10 kWh 2 h 2"]);
    assert.deepEqual(said("department"), ["Utilities 40 kWh 2 h 8", "Melt shop 10 kWh 2 h 2"]);
    assert.deepEqual(said("cost-centre"), ["Site services 30 kWh 1.5 h 6", "Melt shop 20 kWh 2.5 h 4"]);
    assert.deepEqual(said("shift"), ["Early 50 kWh 4 h 10"]);
  });

  it("tell the last shift from the last seven days, and count a shift that is told again once", () => {
    const days = [0, 1, 2, 9].map((ago) => {
      const from = six - ago * 24 * hour;
      return idleUse("m-arc", 10 + ago, { from, to: from + 8 * hour });
    });
    const again = idleUse("m-arc", 20);
    const { idle } = figuresOf(...days.toReversed(), again).view(six);
    assert.equal(idle.last?.kwh, 20);
    assert.equal(idle.days?.kwh, 20 + 11 + 12);
    assert.equal(idle.days?.money, null);
  });

  it("leave out machines that have told nothing for more than a day", () => {
    const old = idleUse("m-pack", 99, { from: six - 48 * hour, to: six - 40 * hour });
    const { idle } = figuresOf(old, idleUse("m-arc", 10)).view(six);
    assert.deepEqual(
      idle.last?.by.machine.map(({ name }) => name),
      ["Arc furnace"],
    );
    assert.equal(idle.days?.by.machine.length, 2);
  });

  it("show the running demand window until the next is told", () => {
    const evidence = { windowFrom: six, windowTo: six + hour / 4, usedKwh: 50, secondsLeft: 600, monthPeakKw: 400 };
    const plant = figuresOf(condition("main", "demand", { value: 410, limit: 450, unit: "kW", evidence }));
    const [demand] = plant.view(six + hour / 4).demand;
    assert.deepEqual(
      [demand?.name, demand?.usedKwh, demand?.forecast, demand?.limit, demand?.monthPeak],
      ["Main supply", 50, 410, 450, 400],
    );
    assert.deepEqual(plant.view(six + hour).demand, []);
  });

  it("show base flows by the hour, nights and baselines with their units", () => {
    const night = { floorPerHour: 4.2, referencePerHour: 4, driftPercent: 5, nights: 30, worked: 2 };
    const { use: _use, model: _model, ...told } = day;
    const { baseFlows, nights, models } = figuresOf(baseFlow, { ...told, night }, day).view(six);
    assert.deepEqual([baseFlows[0]?.name, baseFlows[0]?.perHour, baseFlows[0]?.unit], ["Cooling water", 12, "L"]);
    assert.deepEqual([nights[0]?.name, nights[0]?.unit, nights[0]?.driftPercent], ["Main supply", "kWh", 5]);
    assert.deepEqual([models[0]?.name, models[0]?.use?.ratio], ["Main supply", 0.9]);
  });

  it("ask for the savings of a baseline after each day, and keep them beside it", () => {
    const savings = { saved: 10, uncertainty: 4 } as SavingsFigures;
    const { use: _use, ...answer } = day;
    const plant = figuresOf(day, { ...answer, savings });
    assert.deepEqual(plant.questionAfter(day), { kind: "query", site: "demo", meter: "main", from: model.to, to: six });
    assert.equal(plant.questionAfter({ ...answer, savings }), undefined);
    const [shown] = plant.view(six).models;
    assert.deepEqual([shown?.savings?.saved, shown?.use?.actual], [10, 90]);
  });

  it("of an older version of a baseline are not mixed with those of the newer", () => {
    const savings = { saved: 10, uncertainty: 4 } as SavingsFigures;
    const plant = figuresOf({ ...day, savings }, { ...day, model: { ...model, version: 2 } });
    assert.equal(plant.view(six).models[0]?.savings, undefined);
  });

  it("go on after a restart; what came meanwhile counts more than what was kept", () => {
    const before = figuresOf(state("m-arc", "idle"), state("m-ladle", "off"), baseFlow, idleUse("m-arc", 10));
    const after = figuresOf(state("m-arc", "running", six + hour), idleUse("m-ladle", 3));
    const { known, idleRows } = JSON.parse(JSON.stringify({ known: before.known, idleRows: before.idleRows }));
    after.recall({ known, idle: idleRows });
    const { machines, idle, baseFlows } = after.view(six);
    assert.deepEqual([machines[0]?.state, machines[1]?.state, baseFlows.length], ["running", "off", 1]);
    assert.equal(idle.last?.kwh, 13);
  });

  it("of meters that the plant no longer has are neither shown after a restart nor kept", () => {
    const before = figuresOf(state("m-arc", "idle"), state("m-ladle", "off"), baseFlow, day, idleUse("m-arc", 10));
    const kept = JSON.parse(JSON.stringify({ site: "demo", known: before.known, idle: before.idleRows }));
    const demo = demoSite();
    const smaller = new PlantFigures({ ...demo, meters: demo.meters.filter(({ id }) => id === "m-ladle") });
    smaller.recall(kept);
    const { idle, baseFlows, models } = smaller.view(six);
    assert.deepEqual([idle, baseFlows, models], [{ last: null, days: null }, [], []]);
    assert.deepEqual(Object.keys(smaller.known.states), ["m-ladle"]);
    assert.deepEqual([smaller.idleRows, smaller.idleChanges], [[], 1]);
  });

  it("of another site are not taken for this one's, though its meters have the same ids", () => {
    const before = figuresOf(state("m-arc", "idle"), idleUse("m-arc", 10), day);
    const works = new PlantFigures({ ...demoSite(), id: "works" });
    const fresh = works.view(six);
    works.recall({ site: "demo", known: before.known, idle: before.idleRows });
    assert.deepEqual(works.view(six), fresh);
  });

  it("say nothing of other sites, of unknown meters, or of what lacks its figures", () => {
    const empty = figuresOf().view(six);
    const bad = [
      { ...state("m-arc", "idle"), site: "mill" },
      state("m-arc", "unknown"),
      idleUse("m-arc", Number.NaN),
      idleUse("nobody", 5),
      condition("main", "demand", { value: 4 }),
    ];
    assert.deepEqual(figuresOf(...bad).view(six), empty);
    assert.deepEqual(empty.idle, { last: null, days: null });
  });
});
