import { type Format, isObject, type Json, type Part } from "../form";
import { ownQuantities } from "../own-quantities";

/**
 * Uplinks of ChirpStack: v4 (`deviceInfo.devEui`, `time`), v3 as JSON (`devEUI` in hex, `object`) and v3 as
 * Protobuf's JSON (`devEUI` in base64, `objectJSON` as text). Protobuf leaves out zeros, so that the first
 * frame has no `fCnt`.
 * Source: ChirpStack documentation, "Event types" v4, and ChirpStack Application Server v3, "Event types".
 */
export const chirpstackFormat: Format = {
  id: "chirpstack",
  parts({ payload }) {
    if (!isObject(payload)) return undefined;
    if (isObject(payload.deviceInfo) && "devEui" in payload.deviceInfo)
      return isUplink(payload) ? [version4(payload)] : [];
    if ("devEUI" in payload && "applicationID" in payload) return isUplink(payload) ? [version3(payload)] : [];
    return undefined;
  },
};

/** Joins, acknowledgements and the like carry no data; an uplink without a port has only commands for the network. */
const isUplink = (payload: Json): boolean => "fPort" in payload && ("data" in payload || "object" in payload);

function version4(payload: Json): Part {
  const document = payload.object ?? {};
  return {
    device: (payload.deviceInfo as Json).devEui,
    devicePlace: "deviceInfo.devEui",
    time: { value: payload.time },
    document,
    fields: ownQuantities(document),
    uplink: uplinkOf(payload),
  };
}

function version3(payload: Json): Part {
  const document = payload.object ?? parsedObject(payload.objectJSON) ?? {};
  const [first] = Array.isArray(payload.rxInfo) ? payload.rxInfo : [];
  return {
    device: hexEui(payload.devEUI),
    devicePlace: "devEUI",
    time: { value: payload.publishedAt ?? (isObject(first) ? first.time : undefined) },
    document,
    fields: ownQuantities(document),
    uplink: uplinkOf(payload),
  };
}

const uplinkOf = ({ fCnt = 0, fPort, data, devAddr }: Json) => ({
  counter: fCnt,
  session: devAddr,
  fPort,
  bytes: data,
});

function parsedObject(text: unknown): unknown {
  if (typeof text !== "string" || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A codec that made no JSON is as good as none: the bytes are there as well.
    return undefined;
  }
}

/** Eight bytes in base64 are the same as sixteen hexadecimal digits. */
function hexEui(eui: unknown): unknown {
  if (typeof eui !== "string" || !/^[A-Za-z0-9+/]{11}=$/.test(eui)) return eui;
  return Array.from(atob(eui), (character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
