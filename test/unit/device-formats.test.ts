import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Reading } from "../../dist/lib/contract/messages.js";
import { inlineIntake, siteIntake, taken } from "../support/devices.ts";
import { root } from "../support/npm.ts";

interface Fixture {
  readonly topic: string;
  readonly payload: unknown;
  readonly timeZone?: string;
  /** Layout of the device's payloads, where nobody has decoded them. */
  readonly decoder?: readonly object[];
  readonly expected: readonly (Omit<Reading, "kind" | "site" | "at"> & { readonly at: string })[];
}

const folder = join(root, "test/fixtures/ingest");
const arrival = Date.UTC(2026, 0, 5, 12);
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), "utf8")) as Fixture] as const);
const formatOf = (name: string): string => name.split("-")[0] as string;

/** What a format makes of a message, in the form of the fixtures. */
function readBy(format: string, { topic, payload, timeZone, decoder, expected }: Fixture) {
  const config = { format, timeZone: timeZone ?? "UTC" };
  const id = expected[0]?.meter ?? "none";
  const intake = decoder ? siteIntake([{ id, device: { id, decoder } }], config) : inlineIntake(config);
  const { readings } = taken(intake, topic, payload, arrival);
  return [...readings, ...intake.due(Number.POSITIVE_INFINITY)].map(({ kind: _kind, site: _site, at, ...reading }) => ({
    ...reading,
    at: new Date(at).toISOString(),
  }));
}

describe("messages of devices", () => {
  for (const [name, fixture] of fixtures) {
    it(`${name}: recognised, in canonical units, at the time of measuring`, () => {
      assert.deepEqual(readBy("auto", fixture), fixture.expected);
    });
    if (formatOf(name) === "contract") continue;
    it(`${name}: the same where the format is chosen`, () => {
      assert.deepEqual(readBy(formatOf(name), fixture), fixture.expected);
    });
  }

  it("a chosen format refuses the messages of the others", () => {
    const formats = ["esp32", "tts", "chirpstack", "shelly", "tasmota"];
    for (const [name, fixture] of fixtures.filter(([, { expected }]) => expected.length > 0)) {
      for (const format of formats.filter((other) => other !== formatOf(name) && formatOf(name) !== "contract")) {
        assert.throws(() => readBy(format, fixture), { code: "MESSAGE_INVALID" }, `${name} as ${format}`);
      }
    }
  });
});
