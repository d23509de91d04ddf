import { EnergyError } from "../../contract/error";
import { type InfluxConfig, influxName } from "../../deliver/influx-config";

/** What answers at an address. */
export type Server =
  | { readonly product: "InfluxDB"; readonly version: string; readonly major: number; readonly minor: number }
  | { readonly product: "VictoriaMetrics" };

const askMs = 10_000;
const longestBody = 4_000;

/**
 * Which server answers there; a status alone proves nothing, because others answer InfluxDB's
 * questions with a canned 200. Throws TARGET_FAILED, TARGET_UNREACHABLE, TARGET_UNSUITABLE.
 */
export async function detectServer(config: InfluxConfig): Promise<Server> {
  const ping = await ask(config, "ping");
  const version = ping.headers.get("x-influxdb-version");
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  if (version && major && minor) {
    return { product: "InfluxDB", version: version.replace(/^v/, ""), major: Number(major), minor: Number(minor) };
  }
  const page = await ask(config, "");
  if ((await startOf(page)).includes("VictoriaMetrics")) return { product: "VictoriaMetrics" };
  if (ping.status >= 500) throw failed(config, `status ${ping.status}`);
  throw unsuitable(config, "what answers there is no InfluxDB");
}

async function ask(config: InfluxConfig, path: string): Promise<Response> {
  const base = new URL(config.url);
  base.username = "";
  base.password = "";
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  const headers: Record<string, string> = {};
  if (config.version === 2 && config.token) headers.authorization = `Token ${config.token}`;
  try {
    return await fetch(new URL(path, base), { headers, signal: AbortSignal.timeout(askMs), redirect: "manual" });
  } catch (cause) {
    throw unreachable(config, networkDetail(cause));
  }
}

async function startOf(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longestBody) break;
  }
  return text;
}

/** `ECONNREFUSED` and the like, from wherever the client has put it. */
export function networkDetail(cause: unknown): string {
  const { code, message, cause: inner } = cause as { code?: unknown; message?: string; cause?: unknown };
  if (typeof code === "string" && code !== "") return code;
  return inner ? networkDetail(inner) : (message ?? String(cause)).slice(0, 200);
}

export function unreachable(config: InfluxConfig, detail: string): EnergyError {
  return new EnergyError("TARGET_UNREACHABLE", { target: influxName(config), detail });
}

/** It has answered, and may take what is sent later. */
function failed(config: InfluxConfig, detail: string): EnergyError {
  return new EnergyError("TARGET_FAILED", { target: influxName(config), detail });
}

export function unsuitable(config: InfluxConfig, detail: string): EnergyError {
  return new EnergyError("TARGET_UNSUITABLE", { target: influxName(config), detail });
}

/** A status that a write was answered with, as the error it means. */
export function writeError(config: InfluxConfig, status: number, detail: string): EnergyError {
  const said = `${status}: ${detail.slice(0, 300)}`;
  // Too large counts as refused: halving the batch finds out whether a single record is.
  if (status === 400 || status === 413 || status === 422) {
    // InfluxDB says so when it has looked at the points themselves; a proxy in between does not.
    const judged = /partial write|unable to parse|type conflict|retention polic/i.test(detail) ? 1 : 0;
    return new EnergyError("TARGET_REFUSED", { target: influxName(config), count: 1, detail: said, judged });
  }
  if (status === 401 || status === 403) return unsuitable(config, `it refuses the credentials (${status})`);
  if (status === 404) return unsuitable(config, said);
  return failed(config, said);
}
