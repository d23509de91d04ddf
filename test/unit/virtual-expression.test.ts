import assert from "node:assert/strict";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import { type PlantMeter, resolveVirtualMeters } from "../../dist/lib/metering/virtual/resolve.js";

const main: PlantMeter = { id: "main", role: "main" };
const sub = (id: string, more: Partial<PlantMeter> = {}): PlantMeter => ({ id, role: "sub", ...more });
const virtual = (id: string, expression: string, quantities?: string[]): PlantMeter =>
  sub(id, { virtual: { expression, ...(quantities && { quantities }) } });
const plant = [main, sub("press1"), sub("press2"), sub("m-press-3"), sub("4.oven"), sub("w", { medium: "water" })];

const resolved = (...virtuals: PlantMeter[]) => resolveVirtualMeters([...plant, ...virtuals]);
function formOf(expression: string, ...others: PlantMeter[]): Record<string, number> {
  const { forms, errors } = resolved(virtual("v", expression), ...others);
  assert.equal(errors.get("v")?.params.detail, undefined);
  return Object.fromEntries([...(forms.get("v") ?? [])].map(([meter, n]) => [meter, Number(n.toFixed(9))]));
}
const mistake = (expression: string, ...others: PlantMeter[]): string =>
  String((resolved(virtual("v", expression), ...others).errors.get("v") as EnergyError).params.detail);

describe("the expression of a virtual meter", () => {
  const meanings: [string, Record<string, number>][] = [
    ["main - press1 - press2", { main: 1, press1: -1, press2: -1 }],
    ["main-press1", { main: 1, press1: -1 }],
    ["0.3 * press1", { press1: 0.3 }],
    ["press1 * 2 / 4 + press2", { press1: 0.5, press2: 1 }],
    ["-(press1 - 2 * press2) * (1 - 0.25)", { press1: -0.75, press2: 1.5 }],
    ["main - 'm-press-3' - \"4.oven\"", { main: 1, "m-press-3": -1, "4.oven": -1 }],
    ["press1 + press1", { press1: 2 }],
    ["main - press1 + press1", { main: 1 }],
    ["rest(main)", { main: 1, press1: -1, press2: -1, "m-press-3": -1, "4.oven": -1 }],
    ["rest() / 2", { main: 0.5, press1: -0.5, press2: -0.5, "m-press-3": -0.5, "4.oven": -0.5 }],
  ];
  for (const [expression, form] of meanings) {
    it(`${expression} is multiplied out`, () => assert.deepEqual(formOf(expression), form));
  }

  const mistakes: [string, string][] = [
    ["", "column 1: expected a meter or a number, not the end"],
    ["main -", "column 7: expected a meter or a number, not the end"],
    ["main press1", 'column 6: expected an operator, not "press1"'],
    ["main - (press1", 'column 15: expected ")", not the end'],
    ["main § press1", 'column 6: unexpected "§"'],
    ["main - 'press1", "column 8: this quote is never closed"],
    ["main - 4.oven", 'column 8: "4.oven" is neither a number nor a name; quote it if it is a meter\'s id'],
    ["main - m-press-3", "column 8: there is no meter \"m\"; ids with - or . are quoted: 'm-press-3'"],
    ["main - press11", 'column 8: there is no meter "press11"; did you mean press1?'],
    ["main - 5", "column 6: a meter and a bare number have different units"],
    ["main * press1", "column 6: only a number can multiply a meter"],
    ["press1 / main", "column 8: only a number can divide"],
    ["main / (2 - 2)", "column 6: division by 0"],
    ["3 * 4", "column 1: names no meter"],
    ["main - main", "column 1: nothing is left: its meters cancel out"],
    ["main + v", "column 8: goes in a circle: v → v"],
    ["rest(press1)", 'column 1: no meter names "press1" as its parent'],
    ["main + w + press1 + u", 'column 21: there is no meter "u"'],
  ];
  for (const [expression, detail] of mistakes) {
    it(`${expression || "nothing"} is refused at its place`, () => assert.equal(mistake(expression), detail));
  }

  it("nested without end is refused, not run out of stack", () => {
    assert.match(mistake("(".repeat(900)), /^column 51: nested too deeply/);
    assert.match(mistake("-".repeat(900)), /nested too deeply/);
    assert.match(mistake("a+".repeat(1100)), /longer than 2000/);
  });

  it("may build on other virtual meters, in whatever order they stand", () => {
    const presses = virtual("presses", "press1 + press2");
    assert.deepEqual(formOf("main - 0.5 * presses", presses), { main: 1, press1: -0.5, press2: -0.5 });
  });

  it("that goes in a circle makes every meter of the circle unusable, and those built on it", () => {
    const { forms, errors } = resolved(virtual("a", "main - b"), virtual("b", "press1 + a"), virtual("c", "2 * b"));
    assert.equal(forms.size, 0);
    assert.equal(errors.get("a")?.params.detail, "column 8: goes in a circle: a → b → a");
    assert.equal(errors.get("b")?.params.detail, "column 10: goes in a circle: b → a → b");
    assert.match(String(errors.get("c")?.params.detail), /^column 5: goes in a circle/);
  });

  it("built on a wrong one says which, and why", () => {
    assert.equal(mistake("main - b", virtual("b", "gone")), 'column 8: "b" cannot be used: there is no meter "gone"');
  });
});

describe("the units of a virtual meter", () => {
  it("must be those of all its parts, where it is known what they measure", () => {
    const { errors } = resolveVirtualMeters([
      sub("el", { medium: "electricity" }),
      sub("w", { medium: "water" }),
      virtual("v", "el + w"),
    ]);
    assert.equal(errors.get("v")?.params.detail, '"el" measures electricity, "w" water');
  });

  it("must have the quantities that it names", () => {
    const of = (quantity: string) => resolved(virtual("v", "2 * w", [quantity])).errors.get("v")?.params.detail;
    assert.equal(of("water_volume"), undefined);
    assert.equal(of("active_energy_import"), '"v" has no "active_energy_import": its parts measure water');
    assert.equal(of("water_flow"), '"water_flow" is not counted');
  });
});

describe("the unmetered rest", () => {
  const hall = [
    main,
    sub("hall", { parent: "main" }),
    sub("office", { parent: "main" }),
    sub("press", { parent: "hall" }),
    sub("water", { medium: "water" }),
  ];
  const rest = (of: string, meters = hall) => {
    const { forms, errors } = resolveVirtualMeters([...meters, virtual("v", `rest(${of})`)]);
    return errors.get("v")?.params.detail ?? Object.fromEntries(forms.get("v") ?? []);
  };

  it("subtracts what is directly below a meter, nothing twice", () => {
    assert.deepEqual(rest("main"), { main: 1, hall: -1, office: -1 });
    assert.deepEqual(rest("hall"), { hall: 1, press: -1 });
  });

  it("of a site with two main meters must be told what is below which", () => {
    const two = [main, { ...main, id: "main2" }, sub("press")];
    assert.equal(rest("main2", two), 'column 1: no meter names "main2" as its parent');
    assert.deepEqual(rest("", two), { main: 1, main2: 1, press: -1 });
  });

  it("of a meter with nothing below it does not exist", () => {
    assert.equal(rest("main", [main]), "column 1: there are no sub-meters to subtract");
    assert.equal(rest("", [sub("press")]), "column 1: there is no main meter");
  });
});
