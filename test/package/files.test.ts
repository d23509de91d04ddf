import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCodes } from "../../dist/lib/contract/error.js";
import { statusLooks } from "../../dist/lib/red/status.js";

const root = join(import.meta.dirname, "../..");
const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");
const json = (...path: string[]) => JSON.parse(read(...path));

const languages = ["en-US", "de"];
const nodeTypes = Object.keys(json("package.json")["node-red"].nodes);

/** Every path to a text in a locale file. */
function keysOf(value: object, prefix = ""): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "object" ? keysOf(inner, `${prefix}${key}.`) : `${prefix}${key}`,
  );
}

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly wires?: readonly (readonly string[])[];
}

const coreTypes =
  /^(tab|group|comment|inject|debug|function|change|switch|catch|status|complete|junction|link (in|out|call)|http (in|response|request)|mqtt (in|out)|mqtt-broker|json|split|join|delay|trigger|template|file( in)?|csv)$/;

describe("the package", () => {
  it("lists every node of nodes/ for Node-RED, and no other", () => {
    const sources = readdirSync(join(root, "nodes"))
      .filter((name) => name.endsWith(".ts"))
      .map((name) => name.slice(0, -3));
    assert.deepEqual([...nodeTypes].sort(), sources.sort());
  });

  for (const type of nodeTypes) {
    it(`${type} has its fixed set of files`, () => {
      const files = [
        `nodes/${type}.ts`,
        `nodes/${type}.html`,
        `icons/${type}.svg`,
        `examples/${type}.json`,
        `test/nodes/${type}.test.ts`,
        ...languages.flatMap((language) => [`locales/${language}/${type}.json`, `locales/${language}/${type}.html`]),
      ];
      assert.deepEqual(
        files.filter((file) => !existsSync(join(root, file))),
        [],
      );
    });

    it(`${type} says the same in every language`, () => {
      const [english, ...others] = languages.map((language) =>
        keysOf(json("locales", language, `${type}.json`)).sort(),
      );
      for (const other of others) assert.deepEqual(other, english);
      for (const language of languages)
        assert.match(read("locales", language, `${type}.html`), new RegExp(`data-help-name="${type}"`));
    });

    it(`${type} uses only texts that exist`, () => {
      const keys = new Set(keysOf(json("locales", "en-US", `${type}.json`)));
      const used = [...read("nodes", `${type}.html`).matchAll(/data-i18n="(?:\[\w+\])?([^"]+)"/g)].map(
        ([, key]) => key as string,
      );
      assert.deepEqual(
        used.filter((key) => !keys.has(key) && !key.startsWith("node-red:")),
        [],
      );
    });
  }

  it("has a text for every error and status in every language, and no text without one", () => {
    for (const language of languages) {
      const messages = json("locales", language, "messages.json");
      assert.deepEqual(Object.keys(messages.errors).sort(), [...errorCodes].sort());
      assert.deepEqual(Object.keys(messages.status).sort(), Object.keys(statusLooks).sort());
    }
  });

  it("fills the same values into an error's text in every language", () => {
    const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string).sort();
    const [english, german] = languages.map((language) => json("locales", language, "messages.json").errors);
    for (const code of errorCodes) assert.deepEqual(holes(german[code]), holes(english[code]), code);
  });

  for (const folder of ["flows", "examples"]) {
    for (const file of readdirSync(join(root, folder)).filter((name) => name.endsWith(".json"))) {
      it(`${folder}/${file} is a flow of registered types, wired to nodes that exist`, () => {
        const nodes: FlowNode[] = json(folder, file);
        const ids = new Set(nodes.map(({ id }) => id));
        assert.equal(ids.size, nodes.length, "an id is used twice");
        for (const { id, type, wires = [] } of nodes) {
          assert.match(id, /^[0-9a-f]{16}$/);
          assert.ok(coreTypes.test(type) || type.startsWith("ui-") || nodeTypes.includes(type), `unknown type ${type}`);
          for (const target of wires.flat()) assert.ok(ids.has(target), `${id} is wired to ${target}`);
        }
      });
    }
  }

  it("gives no id twice across the shipped flows", () => {
    const flows = readdirSync(join(root, "flows")).filter((name) => name.endsWith(".json"));
    const ids = flows.flatMap((file) => (json("flows", file) as FlowNode[]).map(({ id }) => id));
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });
});
