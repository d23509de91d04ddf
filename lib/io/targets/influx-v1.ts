import type { InfluxDB, IPoint } from "influx";
import { EnergyError } from "../../contract/error";
import { type InfluxV1Config, influxName } from "../../deliver/influx-config";
import { type InfluxPoint, pointOf } from "../../deliver/influx-points";
import type { JournalRecord } from "../../store/store";
import { detectServer, networkDetail, unreachable, unsuitable, writeError } from "./influx-server";
import type { Target } from "./target";

/** Less than Node-RED waits for a node to close. */
const requestMs = 10_000;

/** InfluxDB 1.x, and VictoriaMetrics by the same protocol, through the `influx` package. */
export class InfluxV1Target implements Target {
  readonly name: string;
  readonly kinds = ["reading", "interval"] as const;
  readonly #config: InfluxV1Config;
  #client: InfluxDB | undefined;

  constructor(config: InfluxV1Config) {
    this.#config = config;
    this.name = influxName(config);
  }

  async open(): Promise<void> {
    const server = await detectServer(this.#config);
    if (server.product === "InfluxDB" && server.major > 1) {
      const advice = "set INFLUX_ORG, INFLUX_BUCKET and INFLUX_TOKEN instead of INFLUX_DATABASE";
      throw unsuitable(this.#config, `it is InfluxDB ${server.version}: ${advice}`);
    }
    // A new one each time: a pool that has once failed shuts its host out for a while.
    this.#client = await clientOf(this.#config);
    if (server.product !== "InfluxDB") return;
    try {
      const databases = await this.#client.getDatabaseNames();
      if (!databases.includes(this.#config.database)) await this.#client.createDatabase(this.#config.database);
    } catch (thrown) {
      throw this.#errorOf(thrown);
    }
  }

  async send(records: readonly JournalRecord[]): Promise<void> {
    if (!this.#client) throw unreachable(this.#config, "not open");
    const points = records.flatMap(({ payload }) => pointOf(payload) ?? []).map(toPoint);
    if (points.length === 0) return;
    try {
      await this.#client.writePoints(points, { database: this.#config.database, precision: "ms" });
    } catch (thrown) {
      throw this.#errorOf(thrown);
    }
  }

  close(): void {
    this.#client = undefined;
  }

  #errorOf(thrown: unknown): EnergyError {
    const { res, message = "" } = thrown as { res?: { statusCode?: number }; message?: string };
    if (res?.statusCode) return writeError(this.#config, res.statusCode, message.replace(/\s+/g, " "));
    return unreachable(this.#config, networkDetail(thrown));
  }
}

const toPoint = ({ measurement, tags, floats, texts, at }: InfluxPoint): IPoint => ({
  measurement,
  tags: { ...tags },
  fields: { ...floats, ...texts },
  timestamp: at,
});

async function clientOf({ url, database, username, password }: InfluxV1Config): Promise<InfluxDB> {
  const { InfluxDB: Client } = await import("influx").catch((cause) => {
    throw new EnergyError("DEPENDENCY_MISSING", { feature: "InfluxDB 1.x", package: "influx" }, { cause });
  });
  const https = url.protocol === "https:";
  return new Client({
    hosts: [
      {
        host: url.hostname.replace(/^\[|\]$/g, ""),
        port: Number(url.port) || (https ? 443 : 80),
        protocol: https ? "https" : "http",
        path: url.pathname.replace(/\/+$/, ""),
      },
    ],
    database,
    // The forwarder decides when to try again.
    pool: { maxRetries: 0, requestTimeout: requestMs },
    ...(username && { username, password: password ?? "" }),
  });
}
