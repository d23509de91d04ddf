import assert from "node:assert/strict";
import type { Context } from "mocha";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import { GsmModem } from "../../dist/lib/io/notify/gsm-modem.js";
import { GsmSender } from "../../dist/lib/io/notify/gsm-sender.js";
import { smsPdus } from "../../dist/lib/notify/sms-pdu.js";
import { type ModemScript, ScriptedModem } from "../support/scripted-modem.ts";

const to = "+436641234567";
const never = new AbortController().signal;

describe("a GSM modem on a serial line", function () {
  this.timeout(30_000);
  let modem: ScriptedModem;
  afterEach(() => modem.stop());

  const start = async (context: Context, script: ModemScript = {}, pin?: string): Promise<GsmModem> => {
    modem = await ScriptedModem.start(context, script);
    return new GsmModem({ path: modem.path, baud: 115_200, ...(pin !== undefined && { pin }) });
  };
  const failure = (work: Promise<string>, detail: RegExp): Promise<void> =>
    assert.rejects(work, ({ code, params }: EnergyError) => {
      assert.equal(code, "MODEM_FAILED");
      assert.match(String(params.detail), detail);
      return true;
    });

  it("is given the message as the parts that the network wants, and gives back its references", async function () {
    const gsm = await start(this, { pin: "1234", asleep: 2, searching: 1 }, "1234");
    const text = "Leck: Halle 3 – 12 L/h. ".repeat(8);
    assert.equal(await gsm.send(to, text, 9, never), "taken by the network under 40, 41, 42");
    assert.deepEqual(
      modem.pdus,
      smsPdus(to, text, 9).map(({ hex }) => hex),
    );
  });

  it("sends the messages of two recipients one after the other", async function () {
    const sender = new GsmSender(await start(this));
    const message = (key: string) => ({
      key,
      address: to,
      subject: "",
      text: "",
      html: "",
      body: "",
      short: `alert ${key}`,
    });
    const sent = await Promise.all(["a", "b"].map((key) => sender.send(message(key), never)));
    assert.deepEqual(sent, ["taken by the network under 40", "taken by the network under 41"]);
  });

  it("tries a PIN that was refused never again, because three block the card", async function () {
    const gsm = await start(this, { pin: "1234" }, "9999");
    await failure(gsm.send(to, "x", 1, never), /refuses the PIN/);
    await failure(gsm.send(to, "x", 1, never), /not tried again/);
    assert.equal(modem.commands.filter((command) => command.startsWith("AT+CPIN=")).length, 1);
  });

  it("says that a PIN is wanted", async function () {
    await failure((await start(this, { pin: "1234" })).send(to, "x", 1, never), /wants a PIN/);
  });

  it("fails for now where the network is busy, and works afterwards", async function () {
    const gsm = await start(this, {
      answer: (n) => (n === 0 ? "\r\n+CMS ERROR: 42\r\n" : "\r\n+CMGS: 7\r\n\r\nOK\r\n"),
    });
    await assert.rejects(new GsmSender(gsm).send({ key: "k", address: to, short: "x" } as never, never), {
      code: "MODEM_FAILED",
    });
    assert.equal(await gsm.send(to, "x", 1, never), "taken by the network under 7");
  });

  it("fails for good where there is no such number", async function () {
    const gsm = await start(this, { answer: () => "\r\n+CMS ERROR: 1\r\n" });
    await assert.rejects(new GsmSender(gsm).send({ key: "k", address: to, short: "x" } as never, never), {
      code: "NOTIFICATION_REFUSED",
    });
  });

  it("that says nothing is given up after a few seconds", async function () {
    await failure((await start(this, { asleep: 1000 })).send(to, "x", 1, never), /no answer within 1 s/);
  });

  it("that is not there is told by its path", async function () {
    await start(this);
    const gone = new GsmModem({ path: `${modem.path}-gone`, baud: 9600 });
    await failure(gone.send(to, "x", 1, never), /no such file|cannot open/i);
  });

  it("is let go at once when the gateway stops", async function () {
    const gsm = await start(this, { asleep: 1000 });
    const end = new AbortController();
    const sending = failure(gsm.send(to, "x", 1, end.signal), /stopped/);
    end.abort();
    await sending;
  });
});
