import type { EnergyError, ErrorCode, ErrorParams } from "../contract/error";

/** Something that is wrong now, as `/health` shows it. */
export interface Problem {
  /** Who says so: the node's id. */
  readonly source: string;
  /** The node's type and name, for a reader. */
  readonly node: string;
  /** What it concerns: a meter, a bus, a target; the node itself when "". */
  readonly subject: string;
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  /** `error`: the part does not work; `warning`: it works with a restriction. */
  readonly level: "error" | "warning";
  readonly since: number;
}

export interface ProblemSource {
  readonly id: string;
  readonly type: string;
  readonly name?: string | undefined;
}

/**
 * What is wrong in this process, told by the nodes. One board for all of them, across however many
 * copies of this module a palette install leaves in memory.
 */
export class ProblemBoard {
  readonly #problems = new Map<string, Problem>();

  /** Returns true when this problem is new or another than before, so that the caller logs it once. */
  raise(source: ProblemSource, subject: string, error: EnergyError, level: Problem["level"] = "error"): boolean {
    const key = `${source.id} ${subject}`;
    const before = this.#problems.get(key);
    const same = before?.code === error.code && JSON.stringify(before.params) === JSON.stringify(error.params);
    if (before && same) return false;
    this.#problems.set(key, {
      source: source.id,
      node: source.name ? `${source.type} "${source.name}"` : source.type,
      subject,
      code: error.code,
      params: error.params,
      level,
      since: before?.code === error.code ? before.since : Date.now(),
    });
    return true;
  }

  /** Returns true when there was one. */
  clear(source: ProblemSource, subject: string): boolean {
    return this.#problems.delete(`${source.id} ${subject}`);
  }

  /** For a node that goes away. */
  clearAll(source: ProblemSource): void {
    for (const [key, problem] of this.#problems) if (problem.source === source.id) this.#problems.delete(key);
  }

  list(): Problem[] {
    return [...this.#problems.values()].sort((a, b) => a.since - b.since);
  }
}

const boardKey = Symbol.for("@energy-gateway/node-red/problems");
const shared = globalThis as unknown as Record<symbol, ProblemBoard | undefined>;

/** The process's board. */
export function problemBoard(): ProblemBoard {
  shared[boardKey] ??= new ProblemBoard();
  return shared[boardKey];
}
