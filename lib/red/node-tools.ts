import type { Node, NodeAPI } from "node-red";
import type { ErrorParams } from "../contract/error";
import { type EnergyError, toEnergyError } from "../contract/error";
import { type Problem, problemBoard } from "./problems";
import { nodeStatus, type StatusCode } from "./status";
import { errorText, type Language, languageOf } from "./text";

/** What every adapter needs around its logic: status, problems and texts, always in one language. */
export interface NodeTools {
  readonly language: Language;
  /** Shows a line of the status table; the same line twice is sent once. */
  status(code: StatusCode, params?: ErrorParams): void;
  /** Puts a problem on the board (`/health`) and logs it when it is new. Subject "" is the node itself. */
  raise(subject: string, error: EnergyError, level?: Problem["level"]): void;
  solved(subject: string): void;
  text(error: EnergyError): string;
  /** A thrown thing as the Error for `done(err)`, with its text in the reader's language. */
  forDone(thrown: unknown): Error;
}

/** Call once in the node's constructor; forgets the node's problems when it closes. */
export function nodeTools(RED: NodeAPI, node: Node): NodeTools {
  const board = problemBoard();
  const settings: { lang?: string } = RED.settings as never;
  const language = languageOf(settings.lang ?? process.env.ENERGY_LANGUAGE);
  let shown = "";
  let closed = false;
  node.on("close", () => {
    closed = true;
    board.clearAll(node);
  });

  const text = (error: EnergyError): string => errorText(error, language);
  return {
    language,
    text,
    status(code, params = {}) {
      const next = nodeStatus({ code, params }, language);
      const line = JSON.stringify(next);
      if (line === shown) return;
      shown = line;
      node.status(next);
    },
    raise(subject, error, level = "error") {
      // What still goes wrong while the node closes is no problem of the flows that follow.
      if (closed || !board.raise(node, subject, error, level)) return;
      if (level === "error") node.error(text(error));
      else node.warn(text(error));
    },
    solved(subject) {
      board.clear(node, subject);
    },
    forDone(thrown) {
      const error = toEnergyError(thrown);
      return Object.assign(new Error(text(error), { cause: error }), { code: error.code });
    },
  };
}
