import assert from "node:assert/strict";
import { cookieValue } from "../../dist/lib/auth/cookies.js";
import { LoginAttempts } from "../../dist/lib/auth/login-attempts.js";
import { isSameOrigin } from "../../dist/lib/auth/same-origin.js";
import { isApiPath, scopeFor } from "../../dist/lib/auth/scopes.js";
import { OneTimeTokens } from "../../dist/lib/io/auth/one-time-tokens.js";
import { openSession, sealSession, sessionMs } from "../../dist/lib/io/auth/session.js";

const minute = 60_000;

describe("what a request needs", () => {
  for (const [method, path, scope] of [
    ["GET", "/health", undefined],
    ["GET", "/health/", "read"],
    ["POST", "/health", "operate"],
    ["GET", "/api/readings", "read"],
    ["HEAD", "/anything", "read"],
    ["POST", "/api/readings", "ingest"],
    ["POST", "/api/Readings/", "ingest"],
    ["PUT", "/api/readings", "operate"],
    ["PUT", "/api/site", "admin"],
    ["PUT", "/API/SITE/", "admin"],
    ["GET", "/api/watching", "read"],
    ["PUT", "/api/Watching/", "admin"],
    ["POST", "/api/alerts/1/ack", "operate"],
    ["OPTIONS", "/api/site", "admin"],
    ["BREW", "/coffee", "operate"],
  ] as const) {
    it(`${method} ${path}: ${scope ?? "nothing"}`, () => {
      assert.equal(scopeFor(method, path), scope);
    });
  }

  it("an API path is one however it is written", () => {
    for (const path of ["/api", "/api/", "/API/x", "/openapi.json", "/OpenAPI.json/"]) assert.ok(isApiPath(path), path);
    for (const path of ["/", "/apiary", "/flows", "/health"]) assert.ok(!isApiPath(path), path);
  });
});

describe("login attempts", () => {
  it("after eight failures within ten minutes a source waits, others do not", () => {
    const attempts = new LoginAttempts();
    for (let at = 0; at < 8; at++) attempts.failed("a", at);
    assert.ok(!attempts.mayTry("a", 8));
    assert.ok(attempts.mayTry("b", 8));
    assert.ok(attempts.mayTry("a", 10 * minute + 1));
  });

  it("a success forgets the failures", () => {
    const attempts = new LoginAttempts();
    for (let at = 0; at < 7; at++) attempts.failed("a", at);
    attempts.succeeded("a");
    attempts.failed("a", 8);
    assert.ok(attempts.mayTry("a", 9));
  });
});

describe("one-time tokens", () => {
  it("are good once, within a day, and only as they were given out", () => {
    const tokens = new OneTimeTokens();
    const first = tokens.issue("admin", 0);
    const second = tokens.issue("admin", 0);
    assert.equal(tokens.redeem("guess", 1), undefined);
    assert.equal(tokens.redeem(first, 1), "admin");
    assert.equal(tokens.redeem(first, 2), undefined);
    assert.equal(tokens.redeem(second, 24 * 60 * minute), undefined);
  });
});

describe("sessions", () => {
  const session = { id: "1", user: "admin", from: 1000, until: 1000 + sessionMs };

  it("last from their beginning until their end", () => {
    const cookie = sealSession(session, "key");
    assert.equal(openSession(cookie, "key", 999), undefined);
    assert.deepEqual(openSession(cookie, "key", 1000), session);
    assert.equal(openSession(cookie, "key", 1000 + sessionMs), undefined);
  });

  it("cannot be altered", () => {
    const [, mac] = sealSession(session, "key").split(".");
    const [body] = sealSession({ ...session, user: "other" }, "key").split(".");
    assert.equal(openSession(`${body}.${mac}`, "key", 2000), undefined);
  });
});

describe("cookies and origins", () => {
  it("finds a cookie among others, by its whole name", () => {
    assert.equal(cookieValue("not-energy=1; energy=2; energy2=3", "energy"), "2");
    assert.equal(cookieValue(undefined, "energy"), undefined);
  });

  it("an origin is ours when its host is the one that was asked; none is a program", () => {
    assert.ok(isSameOrigin("http://gateway:1880", "gateway:1880"));
    assert.ok(isSameOrigin(undefined, "gateway:1880"));
    for (const origin of ["http://gateway", "http://gateway:1880.evil.example", "null", ""]) {
      assert.ok(!isSameOrigin(origin, "gateway:1880"), origin);
    }
    assert.ok(!isSameOrigin("http://gateway:1880", undefined));
  });
});
