import type { NodeStatus } from "node-red";
import type { StepStatus } from "../step/step";
import { type Language, statusText } from "./text";

type Look = Pick<NodeStatus, "fill" | "shape">;

const grey: Look = { fill: "grey", shape: "ring" };
const blue: Look = { fill: "blue", shape: "dot" };
const green: Look = { fill: "green", shape: "dot" };
const yellow: Look = { fill: "yellow", shape: "dot" };
const red: Look = { fill: "red", shape: "ring" };

/**
 * Every status a node of ours can show. Grey idle, blue working, green good, yellow degraded, red
 * broken. The words stand in `locales/<lang>/messages.json` under `status`.
 */
export const statusLooks = {
  idle: grey,
  waiting: grey,
  "no-target": grey,
  "no-tariff": grey,
  "not-simulating": grey,
  starting: blue,
  "catching-up": blue,
  delivering: blue,
  computing: green,
  costing: green,
  counting: green,
  delivered: green,
  issued: green,
  reading: green,
  ready: green,
  serving: green,
  stored: green,
  watching: green,
  "some-failing": yellow,
  backlog: yellow,
  doubtful: yellow,
  "no-price": yellow,
  faulty: yellow,
  "frames-missed": yellow,
  incomplete: yellow,
  "input-refused": yellow,
  refused: yellow,
  "unknown-devices": yellow,
  "config-error": red,
  "no-store": red,
  "no-site": red,
  "all-failing": red,
  failed: red,
  unreachable: red,
} as const satisfies Record<string, Look>;

export type StatusCode = keyof typeof statusLooks;

export function nodeStatus(status: StepStatus, language: Language): NodeStatus {
  const look: Look = statusLooks[status.code as StatusCode] ?? grey;
  return { ...look, text: statusText(status.code, status.params ?? {}, language) };
}
