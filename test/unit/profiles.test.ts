import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { profileFor, profileIds } from "../../dist/lib/io/profiles.js";

const folder = join(import.meta.dirname, "../../profiles");
const fileOf = (id: string) => JSON.parse(readFileSync(join(folder, `${id}.json`), "utf8"));

describe("meter profiles", () => {
  describe("of an integrator", () => {
    let home: string;
    const write = (name: string, content: object) =>
      writeFileSync(join(home, "profiles", name), JSON.stringify(content));

    beforeEach(() => {
      home = mkdtempSync(join(tmpdir(), "profiles-"));
      mkdirSync(join(home, "profiles"));
      process.env.ENERGY_HOME = home;
    });
    afterEach(() => {
      delete process.env.ENERGY_HOME;
      rmSync(home, { recursive: true });
    });

    it("are found beside the shipped ones, and come before one of the same id", () => {
      write("own-meter.json", { ...fileOf("eastron-sdm630"), id: "own-meter" });
      write("eastron-sdm630.json", { ...fileOf("eastron-sdm630"), vendor: "Ours" });
      assert.ok(profileIds().includes("own-meter"));
      assert.equal(profileFor("own-meter", "m1").vendor, "Eastron");
      assert.equal(profileFor("eastron-sdm630", "m1").vendor, "Ours");
    });

    it("say where they are wrong", () => {
      write("own-meter.json", { ...fileOf("eastron-sdm630"), id: "another" });
      assert.throws(() => profileFor("own-meter", "m1"), { code: "PROFILE_INVALID" });
      writeFileSync(join(home, "profiles", "own-meter.json"), "{ registers: ");
      assert.throws(() => profileFor("own-meter", "m1"), { code: "PROFILE_INVALID" });
    });
  });

  it("an unknown one is refused with the known ones named, a path is not followed", () => {
    const [all, alike] = [/eastron-sdm630, .*wago-879-30xx/, /^wago-879-30xx$/];
    const cases: readonly [id: string, named: RegExp][] = [
      ["wago-879", alike],
      ["../package", all],
      ["", all],
    ];
    for (const [id, named] of cases) {
      assert.throws(
        () => profileFor(id, "m1"),
        (error: { code: string; params: Record<string, string> }) => {
          assert.equal(error.code, "PROFILE_UNKNOWN");
          assert.match(error.params.known ?? "", named);
          return true;
        },
      );
    }
  });
});
