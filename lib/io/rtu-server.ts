import { characterMs, silenceMs } from "../acquire/serial-timing";
import { type Answer, replyOf } from "../simulate/reply";
import { type RtuFrame, RtuRequests, rtuFrame } from "../simulate/rtu-frame";

import type { SerialLine } from "../site/site-model";
import { atAbout, atPrecisely } from "./precise-wait";

/** A serial line or what stands for one: the other end of a pty, a socket behind a transparent gateway. */
export interface ByteStream {
  on(event: "data", listener: (bytes: Uint8Array) => void): unknown;
  off(event: "data", listener: (bytes: Uint8Array) => void): unknown;
  write(bytes: Uint8Array): unknown;
  /** Ends the stream after what was written; asked for only where an answer says that the connection is cut. */
  end?(): unknown;
}

export interface RtuServerOptions {
  /** Time every meter takes between the end of the request and its answer, ms. */
  readonly turnaroundMs?: number;
  /** Play the time that the bytes and silences take on the line; without it only `turnaroundMs` and delays are. */
  readonly timing: boolean;
  /** To the tenth of a millisecond instead of some milliseconds late, for a process that has nothing else to do. */
  readonly precise?: boolean;
  /** The answer comes in pieces as its bytes arrive, instead of whole with its last byte. */
  readonly pieces?: boolean;
  /** Do not answer a request that came too early, as many meters do. */
  readonly ignoreEarly?: boolean;
  readonly onFrame?: (frame: LineFrame) => void;
}

/** What was observed of one request. */
export interface LineFrame {
  readonly unitId: number;
  /** Its first byte came before the line had been silent for long enough. */
  readonly early: boolean;
  /** Silence before it since the line's last byte, in characters; negative where it ran into an answer. Infinity before all others. */
  readonly silenceChars: number;
}

export interface RtuServer {
  /** Stops answering; the stream remains the caller's. */
  close(): void;
}

const pieceBytes = 5;

/** A pause within a request that no line makes: what came before it belongs to nothing. */
const longestPauseMs = 50;

/** Answers Modbus RTU on a stream of bytes. Unit ids that `answer` does not know stay silent, as on RS-485. */
export function serveRtu(stream: ByteStream, line: SerialLine, answer: Answer, options: RtuServerOptions): RtuServer {
  const byteMs = options.timing ? characterMs(line) : 0;
  const silence = options.timing ? silenceMs(line) : 0;
  const at = options.precise ? atPrecisely : atAbout;
  const requests = new RtuRequests();
  const waits = new Set<() => void>();
  /** When the line's last byte ended, by `performance.now()`. */
  let lineEnd = Number.NEGATIVE_INFINITY;
  let firstByteAt = 0;
  let lastByteAt = 0;

  const later = (due: number, then: () => void): void => {
    const cancel = at(due, () => {
      waits.delete(cancel);
      then();
    });
    waits.add(cancel);
  };

  const send = (bytes: Uint8Array, begin: number, hangUp: boolean): void => {
    const end = begin + bytes.length * byteMs;
    lineEnd = end;
    const step = options.pieces ? pieceBytes : Math.max(1, bytes.length);
    // One after the other: timers that are late need not keep their order.
    const sendFrom = (from: number): void => {
      const to = Math.min(from + step, bytes.length);
      later(begin + to * byteMs, () => {
        // A timer's lateness moves the end of the answer: for the other end it ends now. Taken before the write, so that
        // a process that is held up just after it does not accuse the other end of haste.
        const now = performance.now();
        stream.write(bytes.subarray(from, to));
        if (to < bytes.length) {
          sendFrom(to);
          return;
        }
        if (lineEnd === end) lineEnd = Math.max(end, now);
        if (hangUp) stream.end?.();
      });
    };
    sendFrom(0);
  };

  const receive = ({ unitId, pdu, length }: RtuFrame, arrived: number): void => {
    const silenceChars = (arrived - lineEnd) / characterMs(line);
    const early = arrived - lineEnd < silenceMs(line);
    options.onFrame?.({ unitId, early, silenceChars });
    const requestEnd = Math.max(performance.now(), arrived + length * byteMs);
    lineEnd = Math.max(lineEnd, requestEnd);
    if (early && options.ignoreEarly) return;
    const answered = answer(unitId, pdu);
    // Unit 0 is a broadcast: everybody listens and nobody answers.
    if (!answered || unitId === 0) return;
    const reply = replyOf(answered);
    const whole = rtuFrame(reply.unitId ?? unitId, reply.pdu);
    const bytes = reply.reshape?.(whole) ?? whole;
    const begin = lineEnd + silence + (options.turnaroundMs ?? 0) + (reply.delayMs ?? 0);
    send(bytes, begin, reply.hangUp ?? false);
  };

  const onData = (bytes: Uint8Array): void => {
    const now = performance.now();
    if (requests.pending > 0 && now - lastByteAt > longestPauseMs) requests.reset();
    if (requests.pending === 0) firstByteAt = now;
    lastByteAt = now;
    for (const frame of requests.push(bytes)) {
      receive(frame, firstByteAt);
      // What follows in the same piece followed without any pause.
      firstByteAt = now;
    }
  };
  stream.on("data", onData);
  return {
    close() {
      stream.off("data", onData);
      for (const cancel of waits) cancel();
      waits.clear();
    },
  };
}
