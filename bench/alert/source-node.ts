import { EventEmitter, once } from "node:events";
import type { Node, NodeAPI, NodeDef } from "node-red";
import type { Reading } from "../../lib/contract/messages";

export interface Play {
  /** Readings a second. */
  readonly rate: number;
  readonly meters: number;
  readonly seconds: number;
  /** Readings a second that cross the limit. */
  readonly crossings: number;
  /** Gets a bare POST at the time of each crossing. */
  readonly bareUrl: string;
}

/** When each crossing was sent, by meter and time, and each bare POST, by its text; ms UTC. */
export interface Played {
  readonly crossed: Readonly<Record<string, number>>;
  readonly bare: Readonly<Record<string, number>>;
}

interface Source {
  play(play: Play): Promise<Played>;
}

const created = new EventEmitter();
let source: Source | undefined;
const tickMs = 10;

/** The source, once Node-RED has made it. */
export async function sourceOf(): Promise<Source> {
  if (!source) await once(created, "source");
  return source as Source;
}

/** The node of the benchmark that sends readings. */
export default function (RED: NodeAPI): void {
  RED.nodes.registerType("bench-readings", function BenchReadings(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    source = { play: (play) => playOn(this, play) };
    created.emit("source");
  });
}

async function playOn(node: Node, { rate, meters, seconds, crossings, bareUrl }: Play): Promise<Played> {
  const crossed: Record<string, number> = {};
  const bare: Record<string, number> = {};
  const posts: Promise<unknown>[] = [];
  const total = rate * seconds;
  const every = Math.round(rate / crossings);
  const begun = performance.now();
  const begunAt = Date.now();
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) * rate) / 1000));
    for (; sent < due; sent++) {
      // Each meter crosses the limit with one reading, and is below it again with its next.
      const meter = `m${(sent + Math.floor(sent / every)) % meters}`;
      // When it is due, so that two of one meter never share a time, however late the loop is.
      const at = begunAt + Math.floor((sent * 1000) / rate);
      const crosses = sent % every === 0 && sent > rate;
      const payload = readingOf(meter, at, crosses ? 200 : 10);
      if (crosses) {
        crossed[`${meter} ${at}`] = Date.now();
        const key = `bare ${sent}`;
        bare[key] = Date.now();
        posts.push(fetch(bareUrl, { method: "POST", body: key }));
      }
      node.send({ payload });
    }
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
  await Promise.all(posts);
  return { crossed, bare };
}

const readingOf = (meter: string, at: number, power: number): Reading => ({
  kind: "reading",
  site: "bench",
  meter,
  at,
  values: { active_power: power },
  quality: "good",
});
