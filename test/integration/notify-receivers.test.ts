import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SmsHttpSender } from "../../dist/lib/io/notify/sms-http-sender.js";
import { WebhookSender } from "../../dist/lib/io/notify/webhook-sender.js";
import { parseSmsProvider } from "../../dist/lib/notify/sms-provider.js";

const end = new AbortController().signal;
const outgoing = { key: "k1", subject: "s", text: "t", html: "h", short: "s", body: "{}" };

const listening = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });

describe("a receiver that breaks its answer off", () => {
  it("has taken the message where it has said so: it is not sent again", async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("ok");
      setImmediate(() => response.destroy());
    });
    await listening(server);
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    assert.equal(await new WebhookSender(undefined).send({ ...outgoing, address }, end), "status 200");
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
});

describe("a receiver that takes nothing now", () => {
  it("is told from one that is not there", async () => {
    const server = createServer((_request, response) => {
      response.statusCode = 500;
      response.end("boom");
    });
    await listening(server);
    const sent = (at: number) =>
      new WebhookSender(undefined).send({ ...outgoing, address: `http://127.0.0.1:${at}/` }, end).then(
        () => "taken",
        ({ code }: { code: string }) => code,
      );
    assert.equal(await sent((server.address() as AddressInfo).port), "TARGET_FAILED");
    await new Promise((resolve) => {
      server.close(resolve);
    });
    assert.equal(await sent(9), "TARGET_UNREACHABLE");
  });
});

describe("a receiver that repeats what it was sent", () => {
  let server: Server;
  let host: string;

  before(async () => {
    server = createServer((request, response) => {
      response.statusCode = 404;
      response.end(`Cannot POST ${request.url}, ${JSON.stringify(request.headers)}`);
    });
    await listening(server);
    host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after((done) => {
    server.close(done);
  });

  const saidOf = async (sending: Promise<string>): Promise<string> => {
    const error = await sending.then(
      () => assert.fail("taken"),
      (thrown: { params: object }) => thrown,
    );
    return JSON.stringify(error.params);
  };

  it("has the secret part of a webhook's address in no error", async () => {
    const address = `${host}/services/T0004711/B0004711/hush-hush-hush?token=very-secret%2F1&x=1`;
    const said = await saidOf(new WebhookSender("shared-secret").send({ ...outgoing, address }, end));
    assert.match(said, /status 404: Cannot POST \*\*\*/);
    assert.doesNotMatch(said, /T0004711|hush|very-secret|shared-secret/);
  });

  it("has an SMS provider's credentials in no error, in no form", async () => {
    const provider = parseSmsProvider({
      url: `${host}/send?key={{token}}`,
      headers: { authorization: "Basic {{basic}}" },
      form: { to: "{{to}}" },
    });
    const account = { account: "works", token: "to/ken+1", sender: "works" };
    const said = await saidOf(
      new SmsHttpSender(provider, account).send({ ...outgoing, address: "+436641234567" }, end),
    );
    for (const secret of ["works", "to/ken", "to%2Fken", Buffer.from("works:to/ken+1").toString("base64")]) {
      assert.ok(!said.includes(secret), said);
    }
  });
});
