import assert from "node:assert/strict";
import { gpiodVersion, gpiomonArguments, printedEdge, remainingDebounceMs } from "../../dist/lib/acquire/gpiomon.js";
import { LineSplitter } from "../../dist/lib/acquire/line-splitter.js";

const line = { chip: "gpiochip0", line: 17, bias: "pull-up", debounceMs: 2.5 } as const;

describe("gpiomon", () => {
  const versions: readonly [string, 1 | 2][] = [
    ["gpiomon (libgpiod) v1.6.3\nCopyright (C) 2017-2018 Bartosz Golaszewski\n", 1],
    ["gpiomon (libgpiod) v2.0.1\n", 2],
    ["gpiomon v2.2.1 (libgpiod v2.2.1)\nCopyright (C) 2017-2023 Bartosz Golaszewski\n", 2],
    ["gpiomon v2.3 (libgpiod v1.1.3)\n", 2],
  ];
  for (const [text, version] of versions) {
    it(`"${text.split("\n")[0]}" is version ${version}`, () => assert.equal(gpiodVersion(text), version));
  }

  it("of another version is refused with what it said", () => {
    assert.throws(() => gpiodVersion("gpiomon v3.0\n"), { code: "GPIOMON_UNKNOWN", params: { said: "gpiomon v3.0" } });
  });

  it("1 is asked for lines of its own form, debounced here", () => {
    const args = ["--line-buffered", "--bias=pull-up", "--format=%e %o %s %n", "gpiochip0", "17"];
    assert.deepEqual(gpiomonArguments(1, line), args);
    assert.equal(gpiomonArguments(1, { ...line, bias: "disabled" })[1], "--bias=disable");
    assert.equal(remainingDebounceMs(1, line), 2.5);
  });

  it("2 debounces in the kernel", () => {
    assert.deepEqual(gpiomonArguments(2, line).join(" ").split("--format "), [
      "--chip gpiochip0 --bias pull-up --debounce-period 2500us --edges both ",
      "%e %o %S 17",
    ]);
    assert.ok(!gpiomonArguments(2, { ...line, bias: "as-is", debounceMs: 0 }).some((arg) => /bias|debounce/.test(arg)));
    assert.equal(remainingDebounceMs(2, line), 0);
  });

  const printed: readonly [1 | 2, string, { rising: boolean; kernelMs: number } | undefined][] = [
    [1, "1 17 3661 500000000", { rising: true, kernelMs: 3_661_500 }],
    // It pads no zeros: these are 7 ms.
    [1, "0 17 3661 7000000", { rising: false, kernelMs: 3_661_007 }],
    [2, "1 17 3661.007000000", { rising: true, kernelMs: 3_661_007 }],
    [2, "2 17 3661.500000000", { rising: false, kernelMs: 3_661_500 }],
    [2, "0 17 3661.500000000", undefined],
    [1, "2 17 3661 500000000", undefined],
    [2, "1 18 3661.500000000", undefined],
    [2, "1 17 3661.5", undefined],
    [2, "Monitoring line '17'...", undefined],
    [1, "", undefined],
    [1, "1 17 3661 500000000 ", undefined],
    [1, "1 17 99999999999999999999 1", undefined],
  ];
  for (const [version, text, edge] of printed) {
    it(`${version} "${text}" ${edge ? "is an edge" : "is no edge"}`, () =>
      assert.deepEqual(printedEdge(version, 17, text), edge));
  }
});

describe("the lines of a stream", () => {
  const text = "1 17 1 1\n0 17 2 2\n\n1 17 3 3\n";
  for (let size = 1; size <= text.length; size++) {
    it(`come whole in chunks of ${size}`, () => {
      const splitter = new LineSplitter();
      const lines: string[] = [];
      for (let at = 0; at < text.length; at += size) lines.push(...splitter.push(text.slice(at, at + size)));
      assert.deepEqual(lines, ["1 17 1 1", "0 17 2 2", "", "1 17 3 3"]);
    });
  }

  it("are given up where they do not end, and the next is whole", () => {
    const splitter = new LineSplitter();
    for (let n = 0; n < 10_000; n++) assert.deepEqual(splitter.push("x".repeat(1000)), []);
    assert.deepEqual(splitter.push("yy\nnext\n"), ["", "next"]);
  });
});
