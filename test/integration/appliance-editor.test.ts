import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Appliance, adminPassword } from "../support/appliance.ts";
import { gateFlows } from "../support/gate-flows.ts";
import { root } from "../support/npm.ts";
import { ask } from "../support/raw-http.ts";

const { name: packageName } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { name: string };

interface NodeSet {
  readonly module: string;
  readonly types: readonly string[];
  readonly err?: string;
}

describe("the gateway's editor", function () {
  this.timeout(60_000);
  let appliance: Appliance;
  let authorization: string;

  before(async () => {
    appliance = await Appliance.start({ flows: gateFlows });
    const login = { client_id: "node-red-editor", grant_type: "password", scope: "*", username: "admin" };
    const answer = await ask(appliance.base, "/auth/token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...login, password: adminPassword }),
    });
    authorization = `Bearer ${JSON.parse(answer.body).access_token}`;
  });
  after(() => appliance?.dispose());

  const get = async (path: string, headers: Record<string, string> = {}): Promise<string> => {
    const answer = await ask(appliance.base, path, { headers: { authorization, ...headers } });
    assert.equal(answer.status, 200, `${path}: ${answer.body.slice(0, 200)}`);
    return answer.body;
  };

  it("has every type once, ours from our package and the dashboard's from its own", async () => {
    const sets = JSON.parse(await get("/nodes", { accept: "application/json" })) as NodeSet[];
    const types = sets.flatMap((set) => set.types);
    assert.equal(new Set(types).size, types.length);
    const moduleOf = (type: string) => sets.find((set) => set.types.includes(type))?.module;
    assert.equal(moduleOf("energy-api"), packageName);
    assert.equal(moduleOf("ui-page"), "@flowfuse/node-red-dashboard");
  });

  for (const [language, help, label] of [
    ["en-US", "Answers a request of the HTTP interface", "HTTP answer"],
    ["de", "Beantwortet eine Anfrage der HTTP-Schnittstelle", "HTTP-Antwort"],
  ] as const) {
    it(`has help and labels in ${language}`, async () => {
      const nodes = await get("/nodes", { accept: "text/html", "accept-language": language });
      assert.ok(nodes.includes(help));
      const texts = JSON.parse(await get(`/locales/${packageName}/energy-api?lng=${language}`));
      assert.equal(texts["energy-api"].paletteLabel, label);
    });
  }

  it("has icons and examples", async () => {
    assert.match(await get(`/icons/${packageName}/energy-api.svg`), /<svg/);
    const examples = await get("/library/examples/flows/");
    assert.ok(examples.includes(packageName), examples.slice(0, 300));
    const nodes = JSON.parse(await get(`/library/examples/flows/${packageName}/energy-api`));
    assert.ok(nodes.some(({ type }: { type: string }) => type === "energy-api"));
  });

  it("asks nobody else: no telemetry, no projects, no tours", async () => {
    const settings = JSON.parse(await get("/settings"));
    assert.notEqual(settings.telemetryEnabled, true);
    assert.equal(settings.editorTheme.projects?.enabled, false);
    assert.equal(settings.editorTheme.tours, false);
  });
});
