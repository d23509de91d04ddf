import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decoderOf } from "../../dist/lib/acquire/decode.js";
import { type Profile, type ProfileRegister, registerWidth, spanOf } from "../../dist/lib/acquire/profile.js";
import { profileFor } from "../../dist/lib/io/profiles.js";
import { quantities } from "../../dist/lib/metering/quantities.js";

interface ProfileText {
  readonly id: string;
  readonly datasheet: string;
  readonly sources: readonly string[];
  readonly notes: readonly string[];
  readonly vectors: readonly { quantity: string; registers: string[]; value: number | null; source: string }[];
}

const folder = join(import.meta.dirname, "../../profiles");
const ids = readdirSync(folder).map((name) => name.replace(/\.json$/, ""));
const textOf = (id: string): ProfileText => JSON.parse(readFileSync(join(folder, `${id}.json`), "utf8"));
const registerOf = (profile: Profile, quantity: string): ProfileRegister => {
  const register = profile.registers.find((candidate) => candidate.quantity === quantity);
  assert.ok(register, `${profile.id} has no ${quantity}`);
  return register;
};

function decode(profile: Profile, quantity: string, words: readonly string[]): number | undefined {
  const register = registerOf(profile, quantity);
  const { from, to } = spanOf(register);
  assert.equal(words.length, to - from, `${profile.id} ${quantity}: a vector holds all registers of its value`);
  const bytes = Buffer.from(words.join(""), "hex");
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return decoderOf(register, profile.wordOrder)(data, 2 * (register.address - from));
}

/** What differs between two registers that are decoded differently. */
const encodingOf = (profile: Profile, register: ProfileRegister): string =>
  [
    register.type,
    register.numerator,
    register.denominator,
    register.wordOrder ?? profile.wordOrder,
    register.exponent ? "scaled" : "",
    register.fourQuadrant ?? "",
    register.also?.map(({ sign }) => sign) ?? "",
  ].join(" ");

describe("the shipped profiles", () => {
  it("are those of thirty-three meters", () => assert.equal(ids.length, 33));

  for (const id of ids) {
    describe(id, () => {
      const profile = profileFor(id, "test");
      const text = textOf(id);

      it("is named as its file, and names where it comes from", () => {
        assert.equal(text.id, id);
        assert.ok(text.datasheet.length > 10);
        assert.ok(text.sources.length > 0);
      });

      for (const { quantity, registers, value, source } of text.vectors) {
        it(`reads ${registers.slice(0, 8).join(" ")} as ${value} (${quantity}; ${source})`, () => {
          assert.equal(decode(profile, quantity, registers) ?? null, value);
        });
      }

      it("has a vector for every encoding it uses, and for every type that can be not available", () => {
        const shown = text.vectors.filter(({ value }) => value !== null).map(({ quantity }) => quantity);
        const covered = new Set(shown.map((quantity) => encodingOf(profile, registerOf(profile, quantity))));
        for (const register of profile.registers) {
          assert.ok(covered.has(encodingOf(profile, register)), `no vector like ${register.quantity}`);
        }
        const absent = text.vectors.filter(({ value }) => value === null);
        const marked = profile.registers.filter(({ notAvailable }) => notAvailable.length > 0).map(({ type }) => type);
        const absentTypes = new Set(absent.map(({ quantity }) => registerOf(profile, quantity).type));
        for (const type of new Set(marked)) assert.ok(absentTypes.has(type), `no vector for an absent ${type}`);
      });

      it("has no two values in the same register", () => {
        const taken = new Map<number, string>();
        for (const { quantity, address, type, also } of profile.registers) {
          if (also) continue;
          for (let at = address; at < address + registerWidth[type]; at++) {
            assert.equal(taken.get(at), undefined, `${quantity} at ${at}`);
            taken.set(at, quantity);
          }
        }
      });

      it("fits the meter's requests and stays out of what it forbids", () => {
        for (const register of profile.registers) {
          const { from, to } = spanOf(register);
          assert.ok(to - from <= profile.maxRegisters, register.quantity);
          for (const [first, last] of profile.forbidden) assert.ok(to <= first || from > last, register.quantity);
        }
      });

      it("has its phases at equal distances", () => {
        for (const l1 of profile.registers.filter(({ quantity }) => quantity.endsWith("_l1"))) {
          const phase = (name: string) =>
            profile.registers.find(({ quantity }) => quantity === l1.quantity.replace(/_l1$/, name));
          const [l2, l3] = [phase("_l2"), phase("_l3")];
          if (!l2 || !l3) continue;
          assert.equal(l3.address - l2.address, l2.address - l1.address, l1.quantity);
          assert.equal(encodingOf(profile, l2), encodingOf(profile, l1), l1.quantity);
          assert.equal(encodingOf(profile, l3), encodingOf(profile, l1), l1.quantity);
        }
      });

      it("measures what a meter of its medium measures", () => {
        for (const { quantity } of profile.registers) {
          const medium = quantities.get(quantity)?.medium ?? "";
          assert.ok([profile.medium, "environment", "any"].includes(medium), quantity);
        }
      });
    });
  }

  it("are all listed in docs/profiles.md", () => {
    const docs = readFileSync(join(folder, "../docs/profiles.md"), "utf8");
    assert.deepEqual([...docs.matchAll(/^\| `([a-z0-9-]+)` /gm)].map(([, id]) => id).sort(), [...ids].sort());
  });

  it("read the EM24's total at 0x3E, and 0x42 as the partial counter", () => {
    const profile = profileFor("carlo-gavazzi-em24", "test");
    assert.equal(registerOf(profile, "active_energy_import").address, 0x3e);
    assert.equal(registerOf(profile, "active_energy_import_partial").address, 0x42);
  });

  it("read the Siemens PAC's frequency at 55", () => {
    for (const id of ["siemens-pac2200", "siemens-pac3200"]) {
      assert.equal(registerOf(profileFor(id, "test"), "frequency").address, 55);
    }
  });

  it("read low words first where Carlo Gavazzi, Phoenix Contact and Shelly do", () => {
    const little = ids.filter((id) => profileFor(id, "test").wordOrder === "little");
    assert.deepEqual(
      little.filter((id) => !/^(carlo-gavazzi|phoenix-contact|shelly)-/.test(id)),
      [],
    );
    assert.equal(little.length, 6);
  });
});
