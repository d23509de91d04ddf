/**
 * LoRaWAN numbers a device's uplinks. The counters tell repeats (a second gateway, a delivery that was
 * retried), gaps (frames lost on the air) and a new count after the device has joined again.
 */
export interface Frame {
  readonly counter: number;
  /** Of the network's session; a new one counts from 0 again. */
  readonly session?: string;
  /** ms UTC. */
  readonly at: number;
}

/**
 * `next`: in order, `missed` frames were lost before it. `repeat`: seen before, and when that was measured.
 * `late`: older than the last one, but not seen before. `restart`: the device counts from the beginning again.
 */
export type FrameFate =
  | { readonly fate: "next"; readonly missed: number }
  | { readonly fate: "repeat"; readonly at: number }
  | { readonly fate: "late" | "restart" };

interface Track {
  readonly session: string | undefined;
  readonly last: number;
  readonly at: number;
  /** The newest frames, the last among them. */
  readonly seen: readonly Frame[];
}

const remembered = 32;
/** A device that gets no answer sends a frame again, for half a minute at most. */
const repeatedWithinMs = 60_000;

/** What was last seen of each device; of more than `most`, the one unheard of for the longest is forgotten. */
export class FrameCounters {
  readonly #tracks = new Map<string, Track>();

  constructor(private readonly most = 5000) {}

  /** Takes a frame in and says what it is. */
  take(device: string, frame: Frame): FrameFate {
    const track = this.#tracks.get(device);
    const fate = fateOf(track, frame);
    if (fate.fate === "repeat") return fate;
    // Deleted first, so that the map's order is that of the last uplinks.
    this.#tracks.delete(device);
    this.#tracks.set(device, advanced(track, frame, fate.fate));
    if (this.#tracks.size > this.most) {
      const [oldest] = this.#tracks.keys();
      if (oldest !== undefined) this.#tracks.delete(oldest);
    }
    return fate;
  }
}

function fateOf(track: Track | undefined, { counter, session, at }: Frame): FrameFate {
  if (!track) return { fate: "next", missed: 0 };
  const otherSession = session !== undefined && track.session !== undefined && session !== track.session;
  if (otherSession) return { fate: "restart" };
  if (counter > track.last) return { fate: "next", missed: counter - track.last - 1 };
  const before = track.seen.find((frame) => frame.counter === counter);
  if (before && at <= before.at + repeatedWithinMs) return { fate: "repeat", at: before.at };
  // A device that keeps no counter begins at 0 whenever it is switched on, in the same session.
  return { fate: at > track.at ? "restart" : "late" };
}

function advanced(track: Track | undefined, frame: Frame, fate: FrameFate["fate"]): Track {
  const seen = fate === "restart" || !track ? [] : track.seen;
  if (fate === "late" && track) return { ...track, seen: [frame, ...seen].slice(-remembered) };
  return { session: frame.session, last: frame.counter, at: frame.at, seen: [...seen, frame].slice(-remembered) };
}
