import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import type { Shipment } from "../../dist/lib/erp/shipment.js";
import { SftpPush } from "../../dist/lib/io/erp/sftp-push.js";
import { SshServer } from "../support/ssh-server.ts";

const end = new AbortController().signal;

const shipment = (body: string): Shipment => ({
  key: "a/1",
  document: { id: "a", version: 1, profile: "p", site: "s", from: "", to: "", rows: 1, provisional: false },
  filename: "a-v1.csv",
  mediaType: "text/csv; charset=utf-8",
  body: Buffer.from(body),
});

describe("a document sent by SFTP to a real OpenSSH", function () {
  this.timeout(60_000);
  let server: SshServer;
  before(async function () {
    server = await SshServer.start(this);
  });
  after(() => server?.remove());

  const push = (more: object = {}): SftpPush =>
    new SftpPush({
      host: "127.0.0.1",
      port: server.port,
      user: server.user,
      hostKey: server.fingerprint(),
      privateKey: server.privateKey(),
      folder: server.inbox,
      ...more,
    });
  const refusal = async (sent: Promise<string>): Promise<EnergyError> =>
    sent.then(
      () => assert.fail("it was sent"),
      (error) => error,
    );

  it("is the whole file under its name and nothing else, also when it is sent again", async () => {
    assert.equal(await push().send(shipment("one"), end), join(server.inbox, "a-v1.csv"));
    assert.equal(await push().send(shipment("one"), end), join(server.inbox, "a-v1.csv"));
    assert.deepEqual(readdirSync(server.inbox), ["a-v1.csv"]);
    assert.equal(readFileSync(join(server.inbox, "a-v1.csv"), "utf8"), "one");
  });

  it("takes megabytes", async () => {
    const big = "0123456789".repeat(500_000);
    await push().send(shipment(big), end);
    assert.equal(readFileSync(join(server.inbox, "a-v1.csv"), "utf8"), big);
  });

  it("is not sent to a host with another key, which is named", async () => {
    const before = readdirSync(server.inbox);
    const error = await refusal(push({ hostKey: server.fingerprint("other") }).send(shipment("secret"), end));
    assert.equal(error.code, "TARGET_UNSUITABLE");
    assert.match(String(error.params.detail), new RegExp(server.fingerprint().replace(/[+/]/g, "\\$&")));
    assert.deepEqual(readdirSync(server.inbox), before);
  });

  it("is tried again where the key of the user, the folder or the server is not there", async () => {
    const stranger = await refusal(push({ privateKey: server.privateKey("other") }).send(shipment("one"), end));
    assert.equal(stranger.code, "TARGET_UNREACHABLE");
    assert.doesNotMatch(JSON.stringify(stranger.params), /PRIVATE KEY/);
    const missing = push({ folder: join(server.folder, "later") });
    assert.equal((await refusal(missing.send(shipment("one"), end))).code, "TARGET_UNREACHABLE");
    mkdirSync(join(server.folder, "later"));
    await missing.send(shipment("one"), end);
    rmSync(join(server.folder, "later"), { recursive: true });
    await server.stop();
    assert.equal((await refusal(push().send(shipment("one"), end))).code, "TARGET_UNREACHABLE");
    await server.run();
    await push().send(shipment("two"), end);
    assert.equal(readFileSync(join(server.inbox, "a-v1.csv"), "utf8"), "two");
  });
});
