import { EnergyError } from "../contract/error";

/** Where an InfluxDB target delivers. `v1`: InfluxQL databases; `v2`: organisations and buckets, also of InfluxDB 3. */
export type InfluxConfig = InfluxV1Config | InfluxV2Config;

export interface InfluxV1Config {
  readonly version: 1;
  readonly url: URL;
  readonly database: string;
  readonly username?: string;
  readonly password?: string;
}

export interface InfluxV2Config {
  readonly version: 2;
  readonly url: URL;
  readonly org: string;
  readonly bucket: string;
  readonly token: string;
}

/** The settings by the names they have in the environment; the node's own dialog gives the same. */
export interface InfluxSettings {
  readonly INFLUX_URL?: string | undefined;
  readonly INFLUX_DATABASE?: string | undefined;
  readonly INFLUX_USERNAME?: string | undefined;
  readonly INFLUX_PASSWORD?: string | undefined;
  readonly INFLUX_ORG?: string | undefined;
  readonly INFLUX_BUCKET?: string | undefined;
  readonly INFLUX_TOKEN?: string | undefined;
}

/** Undefined where no address is set: the target is off. Throws CONFIG_INVALID, never with a secret in it. */
export function parseInflux(settings: InfluxSettings): InfluxConfig | undefined {
  if (!settings.INFLUX_URL) return undefined;
  const url = urlOf(settings.INFLUX_URL);
  const { INFLUX_DATABASE: database, INFLUX_ORG: org, INFLUX_BUCKET: bucket, INFLUX_TOKEN: token } = settings;
  if (bucket && database) refuse("INFLUX_BUCKET", "stands beside INFLUX_DATABASE: choose one of them");
  if (bucket && (url.username || url.password))
    refuse("INFLUX_URL", "holds a user; InfluxDB 2.x and 3 take INFLUX_TOKEN");
  if (bucket) return { version: 2, url, org: org ?? "", bucket, token: token ?? "" };
  if (!database)
    refuse("INFLUX_DATABASE", "is missing; for InfluxDB 2.x and 3 set INFLUX_ORG, INFLUX_BUCKET and INFLUX_TOKEN");
  const username = settings.INFLUX_USERNAME || decoded(url.username);
  const password = settings.INFLUX_PASSWORD || decoded(url.password);
  return { version: 1, url, database, ...(username && { username, password }) };
}

function urlOf(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // The text may hold a password.
    return refuse("INFLUX_URL", "is no address; it looks like http://host:8086");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:")
    refuse("INFLUX_URL", "must begin with http:// or https://");
  return url;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse("INFLUX_URL", "has a % in its user or password that must be written %25");
  }
}

function refuse(place: string, detail: string): never {
  throw new EnergyError("CONFIG_INVALID", { place, detail });
}

/** For people, cursors and errors: without credentials. */
export function influxName(config: InfluxConfig): string {
  const path = config.url.pathname.replace(/\/+$/, "");
  return `InfluxDB ${config.url.host}${path} ${config.version === 1 ? config.database : config.bucket}`;
}
