import type { ServerResponse } from "node:http";
import { problemMediaType, problemOf } from "../../api/problem";
import { isApiPath, scopeFor } from "../../auth/scopes";
import { EnergyError } from "../../contract/error";
import type { Gatekeeper } from "../../io/auth/gatekeeper";
import { errorText, languageOf } from "../text";
import { addressOf, type GateRequest, type Middleware } from "./http";

/** Largest body an API request may carry; Node-RED's own limit must leave room for flows. */
const maxApiBytes = 1_000_000;
/** Largest body of somebody who has not even tried to say who they are: a login form. */
const maxAnonymousBytes = 20_000;

/** For `httpNodeMiddleware`: in front of every `http in` node, those of an integrator's own flows included. */
export function apiGate(gatekeeper: Gatekeeper): Middleware {
  return (request, response, next) => {
    const error = refusal(gatekeeper, request);
    if (error) refuse(request, response, error);
    else next();
  };
}

/**
 * For `httpAdminMiddleware`, which sees every request first: refuses callers of the API before their
 * body is read, and also on paths that no flow answers yet.
 */
export function frontGate(gatekeeper: Gatekeeper): Middleware {
  return (request, response, next) => {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "SAMEORIGIN");
    response.setHeader("Referrer-Policy", "same-origin");
    const api = isApiPath(addressOf(request).path);
    const error = (api ? refusal(gatekeeper, request) : undefined) ?? sizeRefusal(request, api);
    if (error) refuse(request, response, error);
    else next();
  };
}

/**
 * Behind Node-RED's own reading of bodies: one that cannot be read is answered as a problem. Express would show the program's
 * stack to whoever sent it.
 */
export function unreadable(
  thrown: { readonly status?: number; readonly message?: string },
  request: GateRequest,
  response: ServerResponse,
  next: (error: unknown) => void,
): void {
  const { status = 500, message = "" } = thrown;
  if (status < 400 || status >= 500 || response.headersSent) {
    next(thrown);
    return;
  }
  const error =
    status === 413
      ? new EnergyError("API_TOO_LARGE", { limit: maxApiBytes })
      : new EnergyError("MESSAGE_INVALID", { place: "body", detail: message.slice(0, 200) });
  refuse(request, response, error);
}

function refusal(gatekeeper: Gatekeeper, request: GateRequest): EnergyError | undefined {
  const scope = scopeFor(request.method ?? "", addressOf(request).path);
  if (scope === undefined) return undefined;
  const [, key] = /^Bearer ([\x21-\x7e]{1,500})$/i.exec(request.headers.authorization ?? "") ?? [];
  const granted = key === undefined ? undefined : gatekeeper.scopesOf(key);
  if (!granted) return new EnergyError("API_UNAUTHORIZED");
  request.granted = granted;
  return granted.includes(scope) ? undefined : new EnergyError("API_FORBIDDEN", { scope });
}

function sizeRefusal(request: GateRequest, api: boolean): EnergyError | undefined {
  const { authorization, "content-length": length = "0", "transfer-encoding": encoding } = request.headers;
  const limit = api ? maxApiBytes : authorization === undefined ? maxAnonymousBytes : undefined;
  if (limit === undefined) return undefined;
  // A chunked body does not say its size beforehand.
  return encoding !== undefined || Number(length) > limit ? new EnergyError("API_TOO_LARGE", { limit }) : undefined;
}

function refuse(request: GateRequest, response: ServerResponse, error: EnergyError): void {
  const problem = problemOf(error, errorText(error, languageOf(request.headers["accept-language"])));
  response.statusCode = problem.status;
  response.setHeader("Content-Type", problemMediaType);
  if (problem.status === 401) response.setHeader("WWW-Authenticate", 'Bearer realm="energy-gateway"');
  // The rest of an unread body is not worth reading.
  if (problem.status === 413) response.setHeader("Connection", "close");
  response.end(JSON.stringify(problem));
}
