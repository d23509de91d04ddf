import type { Point, WriteApi } from "@influxdata/influxdb-client";
import { EnergyError } from "../../contract/error";
import { type InfluxV2Config, influxName } from "../../deliver/influx-config";
import { type InfluxPoint, pointOf } from "../../deliver/influx-points";
import type { JournalRecord } from "../../store/store";
import { detectServer, networkDetail, unreachable, unsuitable, writeError } from "./influx-server";
import type { Target } from "./target";

type Library = typeof import("@influxdata/influxdb-client");

/** Less than Node-RED waits for a node to close. */
const requestMs = 10_000;
/** More than a batch ever holds: nothing may leave before `flush`, whose promise is the confirmation. */
const neverFull = 1_000_000;

/** InfluxDB 2.x and 3, and VictoriaMetrics by the same protocol, through `@influxdata/influxdb-client`. */
export class InfluxV2Target implements Target {
  readonly name: string;
  readonly kinds = ["reading", "interval"] as const;
  readonly #config: InfluxV2Config;
  #library: Library | undefined;

  constructor(config: InfluxV2Config) {
    this.#config = config;
    this.name = influxName(config);
  }

  async open(): Promise<void> {
    const server = await detectServer(this.#config);
    // 1.8 speaks the 2.x write API as well, with "database/policy" as the bucket.
    if (server.product === "InfluxDB" && server.major === 1 && server.minor < 8) {
      throw unsuitable(this.#config, `it is InfluxDB ${server.version}: set INFLUX_DATABASE instead of INFLUX_BUCKET`);
    }
    this.#library ??= await import("@influxdata/influxdb-client").catch((cause) => {
      const params = { feature: "InfluxDB 2.x and 3", package: "@influxdata/influxdb-client" };
      throw new EnergyError("DEPENDENCY_MISSING", params, { cause });
    });
  }

  async send(records: readonly JournalRecord[]): Promise<void> {
    const library = this.#library;
    if (!library) throw unreachable(this.#config, "not open");
    const points = records.flatMap(({ payload }) => pointOf(payload) ?? []);
    if (points.length === 0) return;
    let failure: unknown;
    const api = this.#writeApi(library, (error) => {
      failure = error;
    });
    api.writePoints(points.map((point) => toPoint(library, point)));
    try {
      await api.flush();
      await api.close();
    } catch (thrown) {
      failure ??= thrown;
    }
    if (failure) throw this.#errorOf(failure);
  }

  close(): void {
    this.#library = undefined;
  }

  /** One per batch: what a failed batch left in its buffers goes with it, and the journal sends it again. */
  #writeApi({ InfluxDB }: Library, writeFailed: (error: Error) => void): WriteApi {
    const { url, token, org, bucket } = this.#config;
    const client = new InfluxDB({ url: url.href.replace(/\/+$/, ""), token, timeout: requestMs });
    return client.getWriteApi(org, bucket, "ms", {
      batchSize: neverFull,
      flushInterval: 0,
      maxRetries: 0,
      maxBufferLines: 0,
      // Called instead of the library's own logging to the console.
      writeFailed: async (error) => writeFailed(error),
    });
  }

  #errorOf(thrown: unknown): EnergyError {
    const { statusCode, body, message = "" } = thrown as { statusCode?: number; body?: string; message?: string };
    if (statusCode) return writeError(this.#config, statusCode, body || message);
    return unreachable(this.#config, networkDetail(thrown));
  }
}

function toPoint(library: Library, { measurement, tags, floats, texts, at }: InfluxPoint): Point {
  const point = new library.Point(measurement).timestamp(at);
  for (const [name, value] of Object.entries(tags)) point.tag(name, value);
  for (const [name, value] of Object.entries(floats)) point.floatField(name, value);
  for (const [name, value] of Object.entries(texts)) point.stringField(name, value);
  return point;
}
