import type { Duplex } from "node:stream";
import type { BusConfig } from "../../lib/acquire/bus-config";
import type { RegisterRequest } from "../../lib/acquire/meter-session";
import { EnergyError } from "../../lib/contract/error";
import { ModbusBus } from "../../lib/io/modbus/bus";
import { RtuConnection, wireOver } from "../../lib/io/modbus/rtu-connection";
import { TcpConnection } from "../../lib/io/modbus/tcp-connection";
import { type Framing, rtuFraming, tcpFraming } from "./damage";
import { Dice } from "./dice";
import { memoryStream } from "./memory-stream";

export interface FuzzResult {
  readonly responses: number;
  /** How often which error was given. */
  readonly errors: Record<string, number>;
  /** Values that were taken from a damaged response: there must be none. */
  invented: number;
  /** True answers, one after every few damaged ones, that were not taken: there must be none. */
  lost: number;
  /** Whatever was thrown that is no error of ours: nothing may be. */
  strange: string[];
}

/** Long beside a turn of the event loop, short beside a million of them. */
const timeoutMs = 5;
/** A true answer follows after so many damaged ones. */
const damagedInARow = 3;
/** In answers to requests that are not to be answered any other way. */
const patienceMs = 10_000;
/** So many connections take turns, because most damaged answers end in waiting. */
const lanes = 2000;

type Transport = "tcp" | "rtu";

/** Sends damaged responses through the connections of a bus, over streams in memory; the same seed gives the same ones. */
export async function fuzz(transport: Transport, responses: number, seed: number): Promise<FuzzResult> {
  const result: FuzzResult = { responses, errors: {}, invented: 0, lost: 0, strange: [] };
  const perLane = Math.ceil(responses / lanes);
  const busy = Array.from({ length: Math.ceil(responses / perLane) }, (_, lane) =>
    fuzzLane(transport, Math.min(perLane, responses - lane * perLane), new Dice(seed + lane), result),
  );
  await Promise.all(busy);
  return result;
}

async function fuzzLane(transport: Transport, responses: number, dice: Dice, result: FuzzResult): Promise<void> {
  const framing = transport === "tcp" ? tcpFraming : rtuFraming;
  const meter = new LyingMeter(framing, dice);
  const bus = busOf(transport, () => meter.stream());
  for (let n = 0; n < responses; n++) {
    const request = someRequest(dice);
    meter.lies = true;
    try {
      await bus.read(request, timeoutMs);
      result.invented += 1;
    } catch (thrown) {
      if (thrown instanceof EnergyError) result.errors[thrown.code] = (result.errors[thrown.code] ?? 0) + 1;
      else result.strange.push(String(thrown));
    }
    if (n % damagedInARow < damagedInARow - 1) continue;
    meter.lies = false;
    const data = await bus.read(request, patienceMs).catch(() => undefined);
    const bytes = data && Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (!bytes?.equals(meter.truth)) result.lost += 1;
  }
  bus.close();
}

/** Answers every request: with the truth, or with something that has been damaged on its way. */
class LyingMeter {
  lies = false;
  /** The data of the last true answer. */
  truth: Buffer = Buffer.alloc(0);
  readonly #framing: Framing;
  readonly #dice: Dice;

  constructor(framing: Framing, dice: Dice) {
    this.#framing = framing;
    this.#dice = dice;
  }

  stream(): Duplex {
    return memoryStream((frame, stream) => {
      const { count } = this.#framing.requestIn(frame);
      const data = this.#dice.bytes(2 * count);
      const answer = this.#framing.answerTo(frame, data);
      if (!this.lies) this.truth = data;
      const bytes = this.lies ? this.#framing.damaged(answer, this.#dice) : answer;
      // After the request has been sent, and before anything can time out.
      process.nextTick(() => this.#inPieces(bytes, stream));
    });
  }

  #inPieces(bytes: Buffer, stream: Duplex): void {
    const most = 1 + this.#dice.below(4);
    for (let at = 0, piece = 0; at < bytes.length && !stream.destroyed; piece++) {
      const end = piece === most - 1 ? bytes.length : Math.min(bytes.length, at + 1 + this.#dice.below(bytes.length));
      stream.push(bytes.subarray(at, end));
      at = end;
    }
  }
}

function someRequest(dice: Dice): RegisterRequest {
  return {
    meter: "m1",
    unitId: 1 + dice.below(247),
    functionCode: dice.below(2) === 0 ? 3 : 4,
    address: dice.below(65_000),
    count: 1 + dice.below(120),
  };
}

function busOf(transport: Transport, stream: () => Duplex): ModbusBus {
  const network = { host: "fuzz", port: 502, timeoutMs, pauseMs: 0 } as const;
  if (transport === "tcp") {
    const config: BusConfig = { transport: "tcp", ...network, parallel: 1 };
    return new ModbusBus(config, async () => new TcpConnection("fuzz", stream()));
  }
  // The quickest line there is: its silences are what a million answers wait for.
  const line = { baud: 4_000_000, parity: "none", stopBits: 1 } as const;
  const config: BusConfig = { transport: "rtu-over-tcp", ...network, line };
  return new ModbusBus(config, async () => {
    return new RtuConnection("fuzz", wireOver(stream()), line, 0);
  });
}
