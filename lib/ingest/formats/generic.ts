import type { Field } from "../field-mapping";
import { type Format, isObject } from "../form";
import { type JsonPath, valueAt } from "../json-path";
import { ownQuantities } from "../own-quantities";
import { topicPattern } from "../topic-pattern";

/** Where a message of any other form says what. */
export interface GenericForm {
  /** Only messages on such topics; `+deviceId` in it names the device. "" is any topic. */
  readonly topic: string;
  /** Where the device's id stands, unless the topic says it. */
  readonly devicePath: JsonPath;
  readonly devicePlace: string;
  /** Undefined: the message has no time. */
  readonly timePath: JsonPath | undefined;
  /** Undefined: the properties that carry a quantity's name. */
  readonly fields: readonly Field[] | undefined;
}

/** Any JSON, by the integrator's own mapping. */
export function genericFormat({ topic, devicePath, devicePlace, timePath, fields }: GenericForm): Format {
  const match = topic === "" ? () => ({}) : topicPattern(topic);
  return {
    id: "generic",
    parts({ topic: own, payload }) {
      const levels: Readonly<Record<string, string>> | undefined = match(own);
      if (!levels || typeof payload === "string") return undefined;
      const part = {
        device: levels.deviceId ?? valueAt(payload, devicePath),
        devicePlace: levels.deviceId === undefined ? devicePlace : "topic",
        document: payload,
        fields: fields ?? (isObject(payload) ? ownQuantities(payload) : []),
      };
      return [timePath ? { ...part, time: { value: valueAt(payload, timePath) } } : part];
    },
  };
}
