import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeViolation, validatorOf } from "../../dist/lib/contract/validate.js";
import { exceptionError } from "../../dist/lib/io/modbus/request-error.js";
import { errorText } from "../../dist/lib/red/text.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { literalsOf } from "../support/literals.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const details: Record<string, string> = JSON.parse(read("locales/de/messages.json")).details;

const inGerman = (detail: string): string =>
  errorText({ code: "CONFIG_INVALID", params: { place: "x", detail } }, "de").replace(/^.*?“: (.*)\.$/, "$1");

describe("the details of an error's text", () => {
  const german: readonly [string, string][] = [
    ["is required", "muss angegeben werden"],
    ["must be <= 247", "darf höchstens 247 sein"],
    ["must be 5", "muss 5 sein"],
    ["must be one of a, b", "muss eines von a, b sein"],
    [
      'unknown property "unitID"; did you mean "unitId"?',
      "die Eigenschaft „unitID“ ist unbekannt; war „unitId“ gemeint?",
    ],
    ['unit id 3 on bus "hall" already belongs to "m-1"', "die Adresse 3 am Bus „hall“ gehört schon zu „m-1“"],
    ["it takes no record at all (status 500)", "es nimmt keinen einzigen Eintrag an (Status 500)"],
    ["EACCES: permission denied", "EACCES: permission denied"],
    ["must be something that nobody has translated", "must be something that nobody has translated"],
  ];
  for (const [english, text] of german) it(`are German: ${text}`, () => assert.equal(inGerman(english), text));

  it("are as they are in English", () => {
    const error = { code: "CONFIG_INVALID", params: { place: "x", detail: "is required" } };
    assert.equal(errorText(error, "en-US"), 'The configuration is wrong at "x": is required.');
  });

  it("are German in a whole text, of a site model and of a Modbus exception", () => {
    const { problems } = parseSite({
      version: 1,
      site: { id: "works", timeZone: "Europe/Vienna" },
      meters: [{ id: "m-1" }],
    });
    const [problem = assert.fail()] = problems;
    assert.equal(
      errorText(problem, "de"),
      "Der Eintrag „m-1“ des Anlagenmodells wird ausgelassen: braucht genau eines von bus, pulse, device, virtual (meters/0).",
    );
    const request = { meter: "m-1", unitId: 1 } as Parameters<typeof exceptionError>[1];
    assert.match(errorText(exceptionError(2, request, "hall"), "de"), /\(Registeradresse gibt es nicht\)/);
  });

  const violations: readonly [schema: object, value: unknown][] = [
    [{ type: "object", required: ["id"] }, {}],
    [{ type: "object", additionalProperties: false, properties: { unitId: {} } }, { unitid: 1 }],
    [{ type: "object", additionalProperties: false, properties: { a: {}, b: {} } }, { longer: 1 }],
    [{ type: "object", minProperties: 1 }, {}],
    [
      { type: "object", maxProperties: 1 },
      { a: 1, b: 2 },
    ],
    [{ enum: ["tcp", "rtu"] }, "udp"],
    [{ const: 1 }, 2],
    [{ const: true }, 2],
    [{ type: "string", pattern: "^a$" }, "b"],
    [{ type: "string", minLength: 2 }, ""],
    [{ type: "string", maxLength: 2 }, "abc"],
    [{ type: "array", minItems: 2 }, []],
    [{ type: "array", maxItems: 0 }, [1]],
    [{ type: "array", uniqueItems: true }, [1, 1]],
    [{ type: "number", minimum: 0 }, -1],
    [{ type: "number", maximum: 247.5 }, 300],
    [{ type: "number", exclusiveMinimum: 0 }, 0],
    [{ not: { const: 0 } }, 0],
    [{ anyOf: [{ const: 1 }, { const: 2 }] }, 3],
    ...["number", "integer", "string", "boolean", "object", "array"].map((type): [object, unknown] => [{ type }, null]),
    ...[
      ["number", "null"],
      ["string", "number"],
      ["integer", "string"],
      ["object", "null"],
    ].map((type): [object, unknown] => [{ type }, []]),
  ];
  for (const [schema, value] of violations) {
    const validate = validatorOf(schema);
    validate(value);
    const { detail } = describeViolation(validate.errors?.[0]);
    it(`are German for a violated schema: ${detail}`, () => {
      assert.notEqual(detail, "");
      assert.doesNotMatch(inGerman(detail), /must|lacks|unknown|known/);
    });
  }

  it("never names a value that the German text does not take over, nor the other way round", () => {
    const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
    for (const [english, text] of Object.entries(details)) assert.deepEqual(holes(text), holes(english), english);
  });
});

/** Where details are made. */
const makesDetails = /\bdetail\b|feature:|\b(refuse|unsuitable|bad|missing)\(|\.wrong\(/;
/** In such a file, but SQL, a script, words of a protocol, a name, a place or what stands in a reading. */
const noDetails: readonly RegExp[] = [
  /\b(SELECT|BEGIN|ORDER BY|CREATE|PRAGMA|at, version|AS version|exec)\b/,
  /^(HTTP\/1|Basic|Bearer|Token|Timed out$)/,
  /^(journal|unit|in|incomplete:|modbus-client) \{\}$/,
  /^(registers|sums|vectors)\/\{\} \(\{\}\)$/,
  /^InfluxDB \{\}/,
  /^no register at the change of ratio/,
  /^kept by the broker/,
  /^(attachment; filename|\{\{#)/,
  /^starting data transfer loop$/,
  // With what goes before them they stand in the catalogue as a whole.
  /^(did you mean|known are) /,
];
/** Titles of HTTP answers and descriptions of operations are English. */
const ofInterface = /^lib\/(api\/(ingest-schemas|openapi|operations|problem|view-schemas)|red\/auth\/)/;

describe("every detail that our code says", () => {
  const known = new Set(Object.keys(details).map((key) => key.replace(/\{\w+\}/g, "{}")));
  /** Itself, or what becomes of it when its values are filled in. */
  const isKnown = (text: string): boolean => {
    const filled = new RegExp(`^${text.replace(/[.*+?^$()|[\]\\/]/g, "\\$&").replaceAll("{}", ".+")}$`);
    return known.has(text) || [...known].some((key) => filled.test(key));
  };
  const files = globSync("{lib,nodes}/**/*.ts", { cwd: root }).filter((file) => !ofInterface.test(file));
  const isPhrase = (text: string) => /[a-z]/i.test(text.replaceAll("{}", "")) && /\S \S/.test(text.replace(/^\W+/, ""));

  for (const file of files) {
    const source = read(file);
    if (!makesDetails.test(source)) continue;
    const phrases = literalsOf(source).filter((text) => isPhrase(text) && !noDetails.some((other) => other.test(text)));
    if (phrases.length === 0) continue;
    it(`in ${file} has a German text`, () => {
      assert.deepEqual(
        phrases.filter((text) => !isKnown(text)),
        [],
      );
    });
  }

  it("or a shipped profile says of a meter's settings", () => {
    const files = globSync("profiles/*.json", { cwd: root });
    const said = files.flatMap((file) => JSON.parse(read(file)).modbus.expect ?? []) as { else: string }[];
    assert.deepEqual(
      said.map((expected) => expected.else).filter((text) => !known.has(text)),
      [],
    );
    assert.notEqual(said.length, 0);
  });
});
