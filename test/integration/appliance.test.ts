import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Appliance, adminPassword, apiKey } from "../support/appliance.ts";
import { gateFlows } from "../support/gate-flows.ts";
import { ask } from "../support/raw-http.ts";

const generate = { ENERGY_ADMIN_PASSWORD: undefined, ENERGY_API_KEY: undefined };

describe("the gateway's start", function () {
  this.timeout(60_000);
  let home: string;
  let running: Appliance | undefined;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "energy-home-"));
    writeFileSync(join(home, "flows.json"), JSON.stringify(gateFlows));
  });
  afterEach(async () => {
    await running?.dispose();
    running = undefined;
    rmSync(home, { recursive: true, force: true });
  });

  const start = async (env: Record<string, string | undefined>): Promise<Appliance> => {
    await running?.stop();
    running = await Appliance.start({ home, env });
    return running;
  };
  const shown = (appliance: Appliance, pattern: RegExp): string | undefined => pattern.exec(appliance.output)?.[1];
  const passwordOf = (appliance: Appliance) => shown(appliance, /password ([a-z0-9-]{19}) /);
  const keyOf = (appliance: Appliance) => shown(appliance, /API key +(\S{43}) /);

  const logsIn = async ({ base }: Appliance, password: string): Promise<boolean> => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams({ user: "admin", password }).toString();
    return (await ask(base, "/dashboard/login", { method: "POST", headers, body })).status === 303;
  };
  const opens = async ({ base }: Appliance, key: string): Promise<boolean> =>
    (await ask(base, "/api/devices", { headers: { authorization: `Bearer ${key}` } })).status === 200;

  it("makes a password and a key, shows them once and keeps them", async () => {
    const first = await start(generate);
    const password = passwordOf(first);
    const key = keyOf(first);
    assert.ok(password && key, first.output);
    const second = await start(generate);
    assert.equal(passwordOf(second), undefined);
    assert.equal(keyOf(second), undefined);
    assert.ok(await logsIn(second, password));
    assert.ok(await opens(second, key));
  });

  it("keeps secrets for its user alone, and neither password nor key in clear", async () => {
    const appliance = await start({});
    for (const file of ["access.json", "gateway.log"]) {
      assert.equal(statSync(join(home, file)).mode & 0o077, 0, file);
      const text = readFileSync(join(home, file), "utf8");
      assert.ok(!text.includes(adminPassword) && !text.includes(apiKey), file);
    }
    assert.ok(!appliance.output.includes(adminPassword) && !appliance.output.includes(apiKey));
  });

  it("takes password and key from the environment, and later ones in their place", async () => {
    const first = await start({});
    assert.ok((await logsIn(first, adminPassword)) && (await opens(first, apiKey)));
    const second = await start({ ENERGY_ADMIN_PASSWORD: "another one", ENERGY_API_KEY: "another-key" });
    assert.ok((await logsIn(second, "another one")) && (await opens(second, "another-key")));
    assert.ok(!(await logsIn(second, adminPassword)) && !(await opens(second, apiKey)));
  });

  it("keeps flows that somebody has edited", async () => {
    await start({});
    assert.deepEqual(JSON.parse(readFileSync(join(home, "flows.json"), "utf8")), gateFlows);
    assert.match(running?.output ?? "", /Your own flows are kept/);
  });

  it("says who has its port and ends with 1", async () => {
    const { port } = await start({});
    const second = await Appliance.spawn({ port });
    assert.equal(await second.ended(), 1);
    assert.match(second.output, new RegExp(`127.0.0.1:${port} is already in use by another Energy Gateway`));
    await second.dispose();
  });

  it("refuses a PORT that is none", async () => {
    const appliance = await Appliance.spawn({ env: { PORT: "http" } });
    assert.equal(await appliance.ended(), 1);
    assert.match(appliance.output, /"PORT": must be a number/);
    await appliance.dispose();
  });

  it("refuses a damaged access.json rather than making new secrets, and does not quote it", async () => {
    writeFileSync(join(home, "access.json"), '{ "version": 1, "sessionKey": "top-secret');
    const appliance = await Appliance.spawn({ home });
    assert.equal(await appliance.ended(), 1);
    assert.match(appliance.output, /access\.json.*is no JSON/);
    assert.doesNotMatch(appliance.output, /top-secret/);
  });

  it("ends by itself when a signal comes, and when nobody waits for it any more", async () => {
    assert.equal(await (await start({})).stop(), 0);
    const abandoned = await start({});
    abandoned.abandon();
    assert.equal(await abandoned.ended(), 0);
  });
});
