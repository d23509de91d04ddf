import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sealSession } from "../../dist/lib/io/auth/session.js";
import { Appliance, adminPassword, apiKey } from "../support/appliance.ts";
import { gateFlows } from "../support/gate-flows.ts";
import { ask, type RawAnswer, upgrade } from "../support/raw-http.ts";

const socketPath = "/dashboard/socket.io/?EIO=4&transport=";
const bearer = { authorization: `Bearer ${apiKey}` };
const form = (fields: Record<string, string>, headers: Record<string, string> = {}) => ({
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  body: new URLSearchParams(fields).toString(),
});

describe("the gateway's gates", function () {
  this.timeout(60_000);
  let appliance: Appliance;
  let base: string;

  before(async () => {
    appliance = await Appliance.start({ flows: gateFlows });
    base = appliance.base;
  });
  after(() => appliance?.dispose());

  const login = async (password = adminPassword, headers: Record<string, string> = {}) =>
    ask(base, "/dashboard/login", form({ user: "admin", password, next: "/dashboard/page" }, headers));
  const cookieOf = (answer: RawAnswer): string => (answer.headers["set-cookie"]?.[0] ?? "").split(";")[0] as string;

  /** Opens a socket.io connection over polling as a browser does; "connected", or what is said instead. */
  const connectSocket = async (headers: Record<string, string>): Promise<string> => {
    const opened = await ask(base, `${socketPath}polling`, { headers });
    if (opened.status !== 200) return String(opened.status);
    const { sid } = JSON.parse(opened.body.slice(1)) as { sid: string };
    await ask(base, `${socketPath}polling&sid=${sid}`, { method: "POST", headers, body: "40" });
    const { body } = await ask(base, `${socketPath}polling&sid=${sid}`, { headers });
    return body.startsWith("40") ? "connected" : body;
  };

  describe("without a login", () => {
    it("GET /health answers", async () => {
      const answer = await ask(base, "/health");
      assert.equal(answer.status, 200);
      assert.equal(JSON.parse(answer.body).status, "ok");
    });

    const refused: readonly (readonly [method: string, path: string])[] = [
      // The API, with endpoints that exist and that do not
      ["GET", "/api/devices"],
      ["HEAD", "/api/devices"],
      ["GET", "/API/devices/"],
      ["GET", "/api/nothing"],
      ["POST", "/api/readings"],
      ["PUT", "/api/site"],
      ["POST", "/api/alerts/1/ack"],
      ["DELETE", "/api/devices"],
      ["OPTIONS", "/api/devices"],
      ["GET", "/openapi.json"],
      ["GET", "/health/"],
      ["GET", "/Health"],
      // An integrator's own endpoint, also under an address that would tidy up to /health
      ["GET", "/own/data"],
      ["GET", "/own/../health"],
      // The editor's interface
      ["GET", "/flows"],
      ["POST", "/flows"],
      ["GET", "/settings"],
      ["GET", "/nodes"],
      ["GET", "/context/global"],
      ["GET", "/library/local/flows/"],
      ["GET", "/credentials/http%20request/1"],
      ["POST", "/inject/9a7e000000000010"],
      ["GET", "/diagnostics"],
      // The dashboard, its assets and its set-up
      ["GET", "/dashboard"],
      ["GET", "/dashboard/"],
      ["GET", "/Dashboard"],
      ["GET", "/dashboard/page"],
      ["GET", "/dashboard/_setup"],
      ["GET", "/dashboard/_debug/datastore/9a7e000000000024"],
      ["GET", "/dashboard/assets/index.js"],
      ["GET", "/dashboard/favicon.ico"],
      ["GET", "/dashboard/manifest.webmanifest"],
      ["GET", "/dashboard?token=guessed"],
      // Its live data
      ["GET", `${socketPath}polling`],
      ["POST", `${socketPath}polling`],
      ["GET", "/dashboard/socket.io/../socket.io/?EIO=4&transport=polling"],
    ];
    for (const [method, path] of refused) {
      it(`${method} ${path} is refused`, async () => {
        assert.equal((await ask(base, path, { method })).status, 401);
      });
    }

    it("nothing but GET of /health answers there", async () => {
      assert.notEqual((await ask(base, "/health", { method: "POST" })).status, 200);
    });

    it("the dashboard's websocket is refused", async () => {
      assert.equal((await upgrade(base, `${socketPath}websocket`)).status, 401);
    });

    it("the editor's websocket says nothing but that it needs a login", async () => {
      const { stream } = await upgrade(base, "/comms");
      assert.ok(stream);
      const said = new Promise<string>((resolve) => stream.once("data", (chunk) => resolve(String(chunk))));
      const text = Buffer.from('{"subscribe":"#"}');
      // A text frame, masked with zeros.
      stream.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]));
      assert.match(await said, /{"auth":"fail"}/);
      stream.destroy();
    });

    it("an API request is told what it lacks, as a problem in the caller's language", async () => {
      const answer = await ask(base, "/api/devices", { headers: { "accept-language": "de-AT,de" } });
      assert.match(answer.headers["content-type"] ?? "", /^application\/problem\+json/);
      assert.match(answer.headers["www-authenticate"] ?? "", /^Bearer/);
      const problem = JSON.parse(answer.body);
      assert.equal(problem.code, "API_UNAUTHORIZED");
      assert.match(problem.detail, /API-Schlüssel/);
    });

    it("a large body is refused before it is read", async () => {
      const headers = { "content-type": "application/json", "content-length": "30000" };
      assert.equal((await ask(base, "/auth/token", { method: "POST", headers })).status, 413);
    });
  });

  describe("with an API key", () => {
    for (const [method, path] of [
      ["GET", "/api/devices"],
      ["POST", "/api/readings"],
      ["PUT", "/api/site"],
      ["POST", "/api/alerts/1/ack"],
      ["GET", "/own/data"],
    ] as const) {
      it(`${method} ${path} answers`, async () => {
        assert.equal((await ask(base, path, { method, headers: bearer })).status, 200);
      });
    }

    it("another key, or the key in the query, is none", async () => {
      const wrong = { authorization: `Bearer ${apiKey}x` };
      assert.equal((await ask(base, "/api/devices", { headers: wrong })).status, 401);
      assert.equal((await ask(base, `/api/devices?key=${apiKey}`)).status, 401);
    });

    it("neither editor nor dashboard open", async () => {
      assert.equal((await ask(base, "/flows", { headers: bearer })).status, 401);
      assert.equal((await ask(base, "/dashboard", { headers: bearer })).status, 401);
    });

    it("a body that is no JSON is refused as a problem, and tells nothing of the program", async () => {
      const headers = { ...bearer, "content-type": "application/json" };
      const answer = await fetch(`${base}/api/alerts/1/ack`, { method: "POST", headers, body: "oops" });
      assert.equal(answer.status, 400);
      assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
      const text = await answer.text();
      assert.equal(JSON.parse(text).code, "MESSAGE_INVALID");
      assert.doesNotMatch(text, /node_modules|at JSON/);
    });

    it("a body over a megabyte is refused", async () => {
      const headers = { ...bearer, "content-type": "application/json", "content-length": "1000001" };
      assert.equal((await ask(base, "/api/readings", { method: "POST", headers })).status, 413);
    });
  });

  describe("the dashboard's login", () => {
    it("opens page, set-up and live data to whoever knows the password", async () => {
      const answer = await login();
      assert.equal(answer.status, 303);
      assert.equal(answer.headers.location, "/dashboard/page");
      assert.match(answer.headers["set-cookie"]?.[0] ?? "", /HttpOnly; SameSite=Lax/);
      const cookie = cookieOf(answer);
      for (const path of ["/dashboard/", "/dashboard/page", "/dashboard/_setup"]) {
        assert.equal((await ask(base, path, { headers: { cookie } })).status, 200, path);
      }
      assert.equal(await connectSocket({ cookie }), "connected");
      const { status, stream } = await upgrade(base, `${socketPath}websocket`, { cookie, origin: base });
      assert.equal(status, 101);
      stream?.destroy();
    });

    it("refuses live data to a page of another origin, whatever cookie it has", async () => {
      const cookie = cookieOf(await login());
      for (const origin of ["http://evil.example", "null", `${base}0`]) {
        assert.equal(await connectSocket({ cookie, origin }), "401", origin);
        assert.equal((await upgrade(base, `${socketPath}websocket`, { cookie, origin })).status, 401, origin);
      }
    });

    it("takes no session that was forged, is over or is from before the password", async () => {
      const { sessionKey } = JSON.parse(readFileSync(join(appliance.home, "access.json"), "utf8"));
      const now = Date.now();
      const session = { id: "1", user: "admin", from: now, until: now + 60_000 };
      const [body] = sealSession(session, sessionKey).split(".");
      const wrongMac = createHmac("sha256", sessionKey).update("{}").digest("base64url");
      const cookies: Record<string, string> = {
        genuine: sealSession(session, sessionKey),
        "another key": sealSession(session, "x".repeat(43)),
        "no signature": `${body}.`,
        "another body's signature": `${body}.${wrongMac}`,
        over: sealSession({ ...session, until: now - 1 }, sessionKey),
        "before the password": sealSession({ ...session, from: 0 }, sessionKey),
        "unknown user": sealSession({ ...session, user: "nobody" }, sessionKey),
      };
      for (const [name, value] of Object.entries(cookies)) {
        const headers = { cookie: `energy-session=${value}` };
        const genuine = name === "genuine";
        assert.equal((await ask(base, "/dashboard/page", { headers })).status, genuine ? 200 : 401, name);
        assert.equal(await connectSocket(headers), genuine ? "connected" : "401", name);
      }
    });

    it("ends with the logout, also for who has kept the cookie", async () => {
      const cookie = cookieOf(await login());
      assert.equal((await ask(base, "/dashboard/logout", { headers: { cookie } })).status, 200);
      assert.equal((await ask(base, "/dashboard", { headers: { cookie } })).status, 401);
      assert.equal(await connectSocket({ cookie }), "401");
    });

    it("is not possible from a form of another site", async () => {
      const answer = await login(adminPassword, { origin: "http://evil.example" });
      assert.equal(answer.status, 403);
      assert.equal(answer.headers["set-cookie"], undefined);
    });

    it("leads to the dashboard only", async () => {
      for (const next of ["//evil.example", "https://evil.example", "/flows", "/dashboard/../flows"]) {
        const answer = await ask(base, "/dashboard/login", form({ user: "admin", password: adminPassword, next }));
        assert.equal(answer.headers.location, "/dashboard", next);
      }
    });

    it("shows a page that runs nothing, in the reader's language, and gives nothing back unescaped", async () => {
      const wrong = form({ user: '"><script>', password: "x" }, { "accept-language": "de" });
      const answer = await ask(base, "/dashboard/login", wrong);
      assert.equal(answer.status, 401);
      assert.match(String(answer.headers["content-security-policy"]), /^default-src 'none'/);
      assert.match(answer.body, /Benutzer oder Passwort ist falsch/);
      assert.doesNotMatch(answer.body, /<script/);
    });

    it("by the link of the start works once and leaves no token in the address", async () => {
      const { pathname, search } = new URL(appliance.loginLink);
      const first = await ask(base, pathname + search);
      assert.equal(first.status, 303);
      assert.equal(first.headers.location, "/dashboard");
      assert.equal((await ask(base, "/dashboard/page", { headers: { cookie: cookieOf(first) } })).status, 200);
      const second = await ask(base, pathname + search);
      assert.equal(second.status, 401);
      assert.equal(second.headers["set-cookie"], undefined);
    });

    it("makes whoever guesses wait, even with the right password", async () => {
      const statuses: number[] = [];
      for (let tries = 0; tries < 10; tries++) statuses.push((await login(`guess ${tries}`)).status);
      assert.deepEqual([statuses.at(0), statuses.at(-1)], [401, 429]);
      assert.equal((await login()).status, 429);
    });
  });

  describe("the editor's login", () => {
    const token = (password: string) =>
      ask(
        base,
        "/auth/token",
        form({ client_id: "node-red-editor", grant_type: "password", scope: "*", username: "admin", password }),
      );

    it("opens the editor's interface to the administrator, and not the API", async () => {
      const { access_token } = JSON.parse((await token(adminPassword)).body);
      const headers = { authorization: `Bearer ${access_token}` };
      assert.equal((await ask(base, "/flows", { headers })).status, 200);
      assert.equal((await ask(base, "/api/devices", { headers })).status, 401);
    });

    it("refuses a wrong password", async () => {
      assert.equal(JSON.parse((await token("wrong")).body).access_token, undefined);
    });
  });
});
