import assert from "node:assert/strict";
import { inspect } from "node:util";
import { registersIn } from "../../dist/lib/acquire/decode-response.js";

const profile = { id: "acme-x1", functionCode: 4 } as const;
const words = [17_000, 0];
const addressOf = (modbusRequest: unknown, first?: number) =>
  registersIn({ payload: words, modbusRequest }, profile, first).address;

describe("registers that somebody else has read", () => {
  it("lie where the request says, as a number or as digits, else where the node says", () => {
    assert.equal(addressOf({ address: 30 }), 30);
    assert.equal(addressOf({ address: "30" }, 7), 30);
    assert.equal(addressOf({}, 7), 7);
    assert.equal(addressOf(undefined, 0), 0);
  });

  for (const address of [true, false, null, "", " ", "0x10", "1e3", [5], 1.5, -1, Number.NaN, 65_535]) {
    it(`are refused at the address ${inspect(address)}`, () =>
      assert.throws(() => addressOf({ address }, 7), { code: "MESSAGE_INVALID" }));
  }

  it("are refused where the node's own address is none", () =>
    assert.throws(() => addressOf(undefined, Number.NaN), { code: "MESSAGE_INVALID" }));

  it("may have been read with the profile's function, or nobody says with which", () => {
    for (const fc of [4, "4", undefined]) assert.equal(addressOf({ fc, address: 0 }), 0);
  });

  for (const fc of [3, "3", 1, "4.0", true, null, [4], "holding"]) {
    it(`are refused when they were read with the function ${inspect(fc)}: they are other registers`, () =>
      assert.throws(
        () => addressOf({ fc, address: 0 }),
        ({ code, params }) => code === "MESSAGE_INVALID" && params.place === "modbusRequest.fc",
      ));
  }
});
