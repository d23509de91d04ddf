import assert from "node:assert/strict";
import { smsPdus } from "../../../dist/lib/notify/sms-pdu.js";

const number = "+46708251358";

/** The text of the parts as a phone reads them: written without a look at what is tested, from 3GPP TS 23.040 and 23.038. */
function read(hex: string): { text: string; header: number[] } {
  const octets = [...Buffer.from(hex, "hex")];
  const [, first = 0, , digits = 0] = octets;
  const addressEnd = 5 + Math.ceil(digits / 2);
  const coding = octets[addressEnd + 1];
  const length = octets[addressEnd + 2] as number;
  const data = octets.slice(addressEnd + 3);
  const headerOctets = (first & 0x40) > 0 ? (data[0] as number) + 1 : 0;
  const header = data.slice(0, headerOctets);
  if (coding === 8) return { text: Buffer.from(data.slice(headerOctets)).swap16().toString("utf16le"), header };
  const bits = data.map((octet) => octet.toString(2).padStart(8, "0").split("").reverse().join("")).join("");
  const skip = Math.ceil((headerOctets * 8) / 7);
  const septets = Array.from({ length: length - skip }, (_, n) =>
    Number.parseInt(
      bits
        .slice((skip + n) * 7, (skip + n + 1) * 7)
        .split("")
        .reverse()
        .join(""),
      2,
    ),
  );
  return {
    text: septets.map((code) => (code === 0x1b ? "" : code === 0x65 ? "e" : String.fromCharCode(code))).join(""),
    header,
  };
}

describe("the parts of a text message", () => {
  it("are what the published example says: hellohello", () => {
    const [pdu] = smsPdus(number, "hellohello", 0);
    assert.deepEqual(pdu, { hex: "0001000B916407281553F800000AE8329BFD4697D9EC37", length: 22 });
  });

  it("are one of 160 letters, and two of 161, each with its place", () => {
    assert.equal(smsPdus(number, "x".repeat(160), 7).length, 1);
    const parts = smsPdus(number, "abcdefg".repeat(23), 7).map(({ hex }) => read(hex));
    assert.equal(parts.map(({ text }) => text).join(""), "abcdefg".repeat(23));
    assert.deepEqual(
      parts.map(({ header }) => header),
      [
        [5, 0, 3, 7, 2, 1],
        [5, 0, 3, 7, 2, 2],
      ],
    );
  });

  it("count letters of the extension table twice, and tear none apart", () => {
    assert.equal(smsPdus(number, "€".repeat(80), 1).length, 1);
    const parts = smsPdus(number, "€".repeat(81), 1).map(({ hex }) => read(hex).text);
    assert.deepEqual(
      parts.map(({ length }) => length),
      [76, 5],
    );
  });

  it("are UTF-16 where the alphabet lacks a letter", () => {
    const text = "Größe – Łódź 漏水 🚰";
    const [pdu] = smsPdus(number, text, 1);
    assert.equal(read(pdu?.hex ?? "").text, text);
    const parts = smsPdus(number, "🚰".repeat(40), 1).map(({ hex }) => read(hex).text);
    assert.deepEqual(parts, ["🚰".repeat(33), "🚰".repeat(7)]);
  });

  it("say how long they are without the address of the service centre", () => {
    for (const { hex, length } of smsPdus(number, "Ä".repeat(400), 3)) assert.equal(hex.length / 2 - 1, length);
  });

  it("are eight at most", () => assert.equal(smsPdus(number, "x".repeat(5000), 1).length, 8));
});
