import assert from "node:assert/strict";
import { decoderOf } from "../../dist/lib/acquire/decode.js";

type Type = Parameters<typeof decoderOf>[0]["type"];

function decode(type: Type, order: "big" | "little", words: string, more: object = {}): number | undefined {
  const bytes = Buffer.from(words.replaceAll(" ", ""), "hex");
  const encoding = { type, numerator: 1, denominator: 1, notAvailable: [], ...more };
  return decoderOf(encoding, order)(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0);
}

describe("decoding registers", () => {
  const cases: readonly [name: string, type: Type, order: "big" | "little", words: string, value: number][] = [
    ["a uint16", "uint16", "big", "FFFE", 65_534],
    ["an int16", "int16", "little", "FFFE", -2],
    ["a uint32, high word first (Finder 7E.23 sheet)", "uint32", "big", "000D EBDF", 912_351],
    ["a uint32, low word first (Shelly Pro 3EM)", "uint32", "little", "36DD 6ABC", 1_790_719_709],
    ["a uint32 above 2^31", "uint32", "big", "FFFF FFFF", 4_294_967_295],
    ["an int32, low word first", "int32", "little", "D8F0 FFFF", -10_000],
    ["a float32, high word first (WAGO manual)", "float32", "big", "4120 0000", 10],
    ["a float32, low word first (Shelly Pro 3EM, 233.63 V)", "float32", "little", "A260 4369", 15_311_456 / 65_536],
    ["a float64, high word first", "float64", "big", "4009 21FB 5444 2D18", Math.PI],
    ["a float64, low word first", "float64", "little", "2D18 5444 21FB 4009", Math.PI],
    ["a uint64, low word first", "uint64", "little", "0001 0000 0001 0000", 4_294_967_297],
    ["a negative int64", "int64", "big", "FFFF FFFF FFFF FC18", -1000],
  ];
  for (const [name, type, order, words, value] of cases) {
    it(`reads ${name}`, () => assert.equal(decode(type, order, words), value));
  }

  it("reads 64-bit counters as near as a number can hold them", () => {
    for (const words of [
      "001FFFFFFFFFFFFF",
      "0020000000000001",
      "FFE0000000000001",
      "7FFFFFFFFFFFFFFF",
      "8000000000000000",
    ]) {
      assert.equal(decode("uint64", "big", words), Number(BigInt(`0x${words}`)));
      assert.equal(decode("int64", "big", words), Number(BigInt.asIntN(64, BigInt(`0x${words}`))));
    }
  });

  it("scales by dividing, so that decimals come out as written", () => {
    assert.equal(decode("uint16", "big", "090B", { denominator: 10 }), 231.5);
    assert.equal(decode("int32", "big", "0000 0003", { denominator: 10 }), 0.3);
  });

  it("keeps a float32 as the meter sent it", () => {
    const watts = decode("float32", "big", "4369 A260", { denominator: 1000 }) as number;
    const bytes = Buffer.alloc(4);
    bytes.writeFloatBE(watts * 1000);
    assert.equal(bytes.toString("hex"), "4369a260");
  });

  it("takes NaN and infinities for no value", () => {
    for (const words of ["7FC0 0000", "7F80 0000", "FF80 0000", "FFFF FFFF"]) {
      assert.equal(decode("float32", "big", words), undefined);
    }
  });

  it("takes the profile's patterns for no value, in either word order", () => {
    const notAvailable = ["80000000"];
    assert.equal(decode("int32", "big", "8000 0000", { notAvailable }), undefined);
    assert.equal(decode("int32", "little", "0000 8000", { notAvailable }), undefined);
    assert.equal(decode("int32", "big", "8000 0001", { notAvailable }), -2_147_483_647);
    assert.equal(decode("uint16", "big", "FFFF", { notAvailable: ["FFFF"] }), undefined);
  });

  it("reads eight decimal digits, and nothing where one of them is none", () => {
    assert.equal(decode("bcd32", "big", "1725 0043"), 17_250_043);
    assert.equal(decode("bcd32", "little", "0043 1725"), 17_250_043);
    assert.equal(decode("bcd32", "big", "17A5 0043"), undefined);
  });

  it("multiplies by the power of ten in another register, exactly", () => {
    const exponent = { offset: 1, usual: 0 };
    assert.equal(decode("int16", "big", "090B FFFF", { exponent }), 231.5);
    assert.equal(decode("int16", "big", "090B 0002", { exponent, denominator: 1000 }), 231.5);
    assert.equal(
      decode("int16", "big", "090B 8000", { exponent }),
      undefined,
      "a scale factor that is not implemented",
    );
    assert.equal(decode("int16", "big", "090B 0040", { exponent }), undefined, "10^64 is no scale");
  });

  it("adds and subtracts the parts of a value, and has none where a part is missing", () => {
    const also = [{ offset: 1, sign: -1 }];
    assert.equal(decode("uint16", "big", "0064 012C", { also, denominator: 10 }), -20);
    assert.equal(decode("uint16", "big", "0064 FFFF", { also, notAvailable: ["FFFF"] }), undefined);
  });

  it("folds a power factor of four quadrants to the sign of the active power", () => {
    const folded = (words: string) => decode("float32", "big", words, { fourQuadrant: true });
    assert.equal(folded("3F40 0000"), 0.75, "importing, lagging");
    assert.equal(folded("3FA0 0000"), 0.75, "1.25: importing, leading");
    assert.equal(folded("BFA0 0000"), -0.75, "-1.25: exporting, leading");
    assert.equal(folded("4020 0000"), undefined, "2.5 is none");
  });

  it("reads a register with its own word order", () => {
    assert.equal(decode("uint32", "big", "0001 0000", { wordOrder: "little" }), 1);
  });

  it("inverts a sign by a negative scale", () => {
    assert.equal(decode("int16", "big", "0064", { numerator: -1, denominator: 10 }), -10);
  });
});
