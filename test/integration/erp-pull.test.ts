import assert from "node:assert/strict";
import { Appliance, apiKey } from "../support/appliance.ts";

describe("GET /api/export/{profile} of the shipped flows", function () {
  this.timeout(120_000);
  let gateway: Appliance;

  before(async () => {
    gateway = await Appliance.start();
    await gateway.until(async () => (await rows()).length > 2, "the demo plant's past, billed");
  });
  after(() => gateway?.dispose());

  const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${gateway.base}/api/export/${path}`, { headers: { authorization: `Bearer ${apiKey}`, ...headers } });
  const rows = async (): Promise<string[]> => {
    const answer = await ask(`datev-postings?${period}`);
    const text = Buffer.from(await answer.arrayBuffer()).toString("latin1");
    return answer.ok ? text.trimEnd().split("\r\n").slice(2) : [];
  };
  const hour = (offset: number): string =>
    new Date(Math.floor(Date.now() / 3_600_000 + offset) * 3_600_000).toISOString();
  /** Of the demo plant, whose meters have a past. */
  const period = `from=${hour(-5)}&to=${hour(-3)}`;

  it("needs a key", async () => {
    const answer = await fetch(`${gateway.base}/api/export/generic-csv`);
    assert.equal(answer.status, 401);
  });

  it("gives the file with its document, and says when it is unchanged", async () => {
    const answer = await ask(`generic-json?${period}`);
    assert.equal(answer.status, 200);
    const { headers } = answer;
    assert.equal(headers.get("content-type"), "application/json; charset=utf-8");
    assert.match(String(headers.get("content-disposition")), /^attachment; filename="demo-generic-json-.*\.json"$/);
    assert.match(String(headers.get("document-id")), /^demo-generic-json-/);
    const { document } = (await answer.json()) as { document: { id: string; version: number } };
    assert.equal(document.id, headers.get("document-id"));
    assert.equal(String(document.version), headers.get("document-version"));
    const again = await ask(`generic-json?${period}`, { "if-none-match": String(headers.get("etag")) });
    assert.equal(again.status, 304);
    assert.equal(await again.text(), "");
  });

  it("marks a running period as provisional, without a version", async () => {
    const { headers } = await ask(`generic-csv?from=${hour(-1)}&to=${hour(2)}`);
    assert.equal(headers.get("document-version"), "0");
    assert.equal(headers.get("document-provisional"), "true");
  });

  it("posts what the bills of the same period say, to the cent", async () => {
    const lines = await rows();
    const cents = lines
      .map((line) => line.split(";"))
      .map(([amount = "", side]) => Number(amount.replace(",", "")) * (side === '"H"' ? -1 : 1));
    const costs = await fetch(`${gateway.base}/api/costs?${period}&by=cost-centre`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const { supplies } = (await costs.json()) as { supplies: { amount: string }[] };
    assert.ok(lines.length > 2);
    assert.equal(
      cents.reduce((sum, one) => sum + one, 0),
      supplies.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0),
    );
  });

  it("writes CSV as bytes of its encoding", async () => {
    const bytes = Buffer.from(await (await ask(`generic-csv?${period}`)).arrayBuffer());
    assert.equal(bytes.subarray(0, 3).toString("hex"), "efbbbf");
  });

  for (const [path, status, code] of [
    ["nothing-like-it", 404, "API_NOT_FOUND"],
    ["generic-csv?from=yesterday&to=2026-01-01", 400, "API_BAD_PARAMETER"],
    ["generic-csv?from=2026-01-01", 400, "API_BAD_PARAMETER"],
    ["generic-csv?from=2026-02-01&to=2026-01-01", 400, "API_BAD_PARAMETER"],
    ["generic-csv?form=2026-02-01", 400, "API_BAD_PARAMETER"],
    ["generic-csv?from=2026-01-01&to=2026-02-01&reverses=3", 404, "API_NOT_FOUND"],
  ] as const) {
    it(`answers ${path} with ${status} and a problem`, async () => {
      const answer = await ask(path);
      assert.equal(answer.status, status);
      assert.match(String(answer.headers.get("content-type")), /^application\/problem\+json/);
      assert.equal(((await answer.json()) as { code: string }).code, code);
    });
  }

  it("says in the caller's language what is wrong", async () => {
    const answer = await ask("nothing-like-it", { "accept-language": "de" });
    assert.match(((await answer.json()) as { detail: string }).detail, /gibt es nicht/);
  });
});
