import assert from "node:assert/strict";
import { parsePath, valueAt } from "../../dist/lib/ingest/json-path.js";
import { topicPattern } from "../../dist/lib/ingest/topic-pattern.js";

describe("a path in a message", () => {
  const message = { a: { b: [{ c: 7 }, 8], "x.y": 9 }, "em:0": { p: 1 }, zero: 0 };
  const cases: readonly (readonly [path: string, value: unknown])[] = [
    ["a.b[0].c", 7],
    ["a.b[1]", 8],
    ['a["x.y"]', 9],
    ["em:0.p", 1],
    ["zero", 0],
    ["", message],
    ["a.b[2]", undefined],
    ["a.none.c", undefined],
    ["zero.c", undefined],
    ["a.b.length", 2],
    ["constructor", undefined],
    ["a.__proto__", undefined],
  ];
  for (const [path, value] of cases) {
    it(`${path || "nothing"} finds ${JSON.stringify(value) ?? "nothing"}`, () => {
      assert.deepEqual(valueAt(message, parsePath(path)), value);
    });
  }

  for (const wrong of ["a..b", "a[", "a[x]", "a]", "[0]b", 'a["x]', "a.", Array(30).fill("a").join(".")]) {
    it(`${wrong.slice(0, 20)} is none`, () => {
      assert.throws(() => parsePath(wrong), { code: "CONFIG_INVALID" });
    });
  }
});

describe("the pattern of a topic", () => {
  const cases: readonly (readonly [pattern: string, topic: string, levels: object | undefined])[] = [
    ["energy/+deviceId/data", "energy/esp-1/data", { deviceId: "esp-1" }],
    ["energy/+deviceId/data", "energy/esp-1/state", undefined],
    ["energy/+deviceId/data", "energy/esp-1", undefined],
    ["energy/+deviceId/data", "energy/a/b/data", undefined],
    ["+/+deviceId", "plant/m7", { deviceId: "m7" }],
    ["plant/#", "plant/hall/m7", {}],
    ["plant/+deviceId/#", "plant/m7/x/y", { deviceId: "m7" }],
    ["plant/#", "other/m7", undefined],
  ];
  for (const [pattern, topic, levels] of cases) {
    it(`${pattern} ${levels ? "fits" : "does not fit"} ${topic}`, () => {
      assert.deepEqual(topicPattern(pattern)(topic), levels);
    });
  }
});
