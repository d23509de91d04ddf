import type { IncomingMessage, ServerResponse } from "node:http";
import { cookieValue, setCookie } from "../../auth/cookies";
import { isSameOrigin } from "../../auth/same-origin";
import type { Gatekeeper } from "../../io/auth/gatekeeper";
import { type Session, sessionMs } from "../../io/auth/session";
import { languageOf } from "../text";
import { addressOf, type GateRequest, isSecure, type Middleware } from "./http";
import { type LoginPage, loginPage, loginPagePolicy } from "./login-page";

export const dashboardPath = "/dashboard";
const loginPath = `${dashboardPath}/login`;
const logoutPath = `${dashboardPath}/logout`;
const cookieName = "energy-session";

/** The dashboard session of a request, if it has one. */
export function sessionOf(gatekeeper: Gatekeeper, request: IncomingMessage): Session | undefined {
  return gatekeeper.session(cookieValue(request.headers.cookie, cookieName));
}

/**
 * In front of everything the dashboard serves: its page, assets and set-up. Whoever has no session gets
 * the login page with status 401; `?token=` redeems a one-time link.
 */
export function dashboardGate(gatekeeper: Gatekeeper): Middleware {
  return (request, response, next) => {
    const { path, query } = addressOf(request);
    const session = sessionOf(gatekeeper, request);
    const token = query.get("token");
    if (path === loginPath && request.method === "POST") {
      login(gatekeeper, request, response).catch((error) => response.destroy(error));
    } else if (path === logoutPath) {
      if (session) gatekeeper.endSession(session);
      keep(request, response, "", 0);
      show(request, response, 200, { notice: "logged-out" });
    } else if (token !== null) {
      const cookie = gatekeeper.redeemToken(token);
      if (cookie !== undefined) keep(request, response, cookie);
      if (cookie !== undefined || session) redirect(response, dashboardPath);
      else show(request, response, 401, { notice: "link-used" });
    } else if (path === loginPath) {
      if (session) redirect(response, dashboardPath);
      else show(request, response, 200, {});
    } else if (session) {
      next();
    } else {
      show(request, response, 401, { next: path });
    }
  };
}

async function login(gatekeeper: Gatekeeper, request: GateRequest, response: ServerResponse): Promise<void> {
  const { user, password, next } = formOf(request);
  if (!isSameOrigin(request.headers.origin, request.headers.host)) {
    show(request, response, 403, { user, next });
    return;
  }
  const result = await gatekeeper.login(user, password, request.socket.remoteAddress ?? "");
  if (result.outcome === "welcome") {
    keep(request, response, result.cookie);
    redirect(response, next);
  } else {
    show(request, response, result.outcome === "too-many" ? 429 : 401, { user, next, notice: result.outcome });
  }
}

/** Node-RED's admin application has parsed the form before the dashboard's middleware is asked. */
function formOf(request: GateRequest): { user: string; password: string; next: string } {
  const form = (request.body ?? {}) as Record<string, unknown>;
  const field = (name: string): string => (typeof form[name] === "string" ? form[name].slice(0, 500) : "");
  return { user: field("user"), password: field("password"), next: localTarget(field("next")) };
}

/** Only pages of the dashboard: a login must not lead to another site. */
function localTarget(path: string): string {
  return /^\/dashboard(\/[\w-][\w.-]*)*$/.test(path) && path !== loginPath && path !== logoutPath
    ? path
    : dashboardPath;
}

function keep(request: GateRequest, response: ServerResponse, value: string, maxAge = sessionMs / 1000): void {
  const options = { path: dashboardPath, maxAge, secure: isSecure(request) };
  response.setHeader("Set-Cookie", setCookie(cookieName, value, options));
}

function redirect(response: ServerResponse, target: string): void {
  response.statusCode = 303;
  response.setHeader("Location", target);
  response.setHeader("Cache-Control", "no-store");
  response.end();
}

function show(request: GateRequest, response: ServerResponse, status: number, page: Partial<LoginPage>): void {
  response.statusCode = status;
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.setHeader("Content-Security-Policy", loginPagePolicy);
  response.setHeader("Cache-Control", "no-store");
  const language = languageOf(request.headers["accept-language"]);
  const { next = dashboardPath, user = "" } = page;
  response.end(loginPage({ ...page, language, action: loginPath, next: localTarget(next), user }));
}
