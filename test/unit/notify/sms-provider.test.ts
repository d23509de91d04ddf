import assert from "node:assert/strict";
import type { EnergyError } from "../../../dist/lib/contract/error.js";
import { parseSmsProvider, smsProviders, smsRequest } from "../../../dist/lib/notify/sms-provider.js";

const values = {
  to: "+436641234567",
  text: 'Leak & "more"\r\nX: y {{token}}',
  sender: "+4312345",
  key: "m1~leak~k1~1~0",
  account: "AC/1",
  token: "t0ken",
};

describe("the request to an SMS provider", () => {
  it("of Twilio is a form with basic authentication", () => {
    const { url, headers, body } = smsRequest(smsProviders.twilio as never, values);
    assert.equal(url.href, "https://api.twilio.com/2010-04-01/Accounts/AC%2F1/Messages.json");
    assert.equal(headers.authorization, `Basic ${Buffer.from("AC/1:t0ken").toString("base64")}`);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(body)), {
      To: values.to,
      From: values.sender,
      Body: values.text,
    });
  });

  it("of seven.io is JSON in which a text stays a text", () => {
    const { body, headers } = smsRequest(smsProviders.seven as never, values);
    assert.equal(headers["x-api-key"], "t0ken");
    assert.deepEqual(JSON.parse(body), {
      to: values.to,
      from: values.sender,
      text: values.text,
      foreign_id: values.key,
    });
  });

  it("of Vonage names the message, so that it can be told from another", () => {
    const { body } = smsRequest(smsProviders.vonage as never, values);
    assert.equal(new URLSearchParams(body).get("client-ref"), values.key);
    assert.match('{"messages":[{"status": "0"}]}', new RegExp(smsProviders.vonage?.taken ?? ""));
    assert.doesNotMatch('{"messages":[{"status": "4"}]}', new RegExp(smsProviders.vonage?.taken ?? ""));
  });

  it("of another provider is what its description says, however deep", () => {
    const provider = parseSmsProvider({ url: "http://10.0.0.9/{{to}}", json: { list: [{ n: 1, to: "{{to}}" }] } });
    const { url, body } = smsRequest(provider, values);
    assert.equal(url.pathname, "/%2B436641234567");
    assert.deepEqual(JSON.parse(body), { list: [{ n: 1, to: values.to }] });
  });

  const wrong: readonly [string, object, RegExp][] = [
    ["no address", { url: "{{to}}", form: {} }, /http or https/],
    ["a password in its address", { url: "http://me:hush@a/", form: {} }, /without a password/],
    ["neither a form nor JSON", { url: "http://a/" }, /one of form, json/],
    ["a header of two lines", { url: "http://a/", form: {}, headers: { a: "b\r\nc: d" } }, /must match/],
    ["an expression that is none", { url: "http://a/", form: {}, taken: "(" }, /regular expression/i],
  ];
  for (const [name, raw, text] of wrong) {
    it(`is refused with ${name}`, () => {
      assert.throws(
        () => parseSmsProvider(raw),
        (error: EnergyError) => error.code === "CONFIG_INVALID" && text.test(String(error.params.detail)),
      );
    });
  }
});
