import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import type { Ratio } from "../metering/units";
import { canonicalValue } from "./field-mapping";
import { ratioOf } from "./unit-ratio";

/** Bytes of each type. */
const sizes = { u8: 1, i8: 1, u16: 2, i16: 2, u24: 3, i24: 3, u32: 4, i32: 4, f32: 4 } as const;
export type ByteType = keyof typeof sizes;

/** Where a LoRaWAN payload holds a quantity. */
export interface ByteField {
  /** From the first byte; negative from the end, -1 is the last. */
  readonly offset: number;
  readonly type: ByteType;
  /** Most significant byte first (`be`, the default) or last. */
  readonly endian?: "be" | "le";
  /** Only this bit of the number, 0 the lowest: the value is 0 or 1. */
  readonly bit?: number;
  readonly scale?: number;
  readonly quantity: string;
  /** Unit of number × scale; the quantity's own when absent. */
  readonly unit?: string;
}

/** The layout of the payloads of one port; without `fPort`, of every other. */
export interface PayloadLayout {
  readonly fPort?: number;
  readonly fields: readonly ByteField[];
}

export const decoderSchema = {
  type: "array",
  minItems: 1,
  maxItems: 50,
  items: {
    type: "object",
    required: ["fields"],
    additionalProperties: false,
    properties: {
      fPort: { type: "integer", minimum: 1, maximum: 255 },
      fields: {
        type: "array",
        minItems: 1,
        maxItems: 100,
        items: {
          type: "object",
          required: ["offset", "type", "quantity"],
          additionalProperties: false,
          properties: {
            offset: { type: "integer", minimum: -255, maximum: 255 },
            type: { enum: Object.keys(sizes) },
            endian: { enum: ["be", "le"] },
            bit: { type: "integer", minimum: 0, maximum: 31 },
            scale: { type: "number", minimum: -1e9, maximum: 1e9 },
            quantity: { type: "string", minLength: 1, maxLength: 64 },
            unit: { type: "string", maxLength: 20 },
          },
        },
      },
    },
  },
} as const;

interface Place extends ByteField {
  readonly ratio: Ratio;
}

/** The values of a payload; undefined where no layout is for its port. Throws MESSAGE_INVALID. */
export type Decoder = (bytes: Uint8Array, fPort: number | undefined) => Record<string, number> | undefined;

/** Throws CONFIG_INVALID; `place` is where the decoder stands in the configuration. */
export function compileDecoder(raw: unknown, place = "decoder"): Decoder {
  assertSchema(decoderSchema, raw, "CONFIG_INVALID");
  const layouts = (raw as PayloadLayout[]).map(({ fPort, fields }, index) => ({
    fPort,
    places: fields.map(
      (field, n): Place => ({ ...field, ratio: ratioOf(field.quantity, field.unit, `${place}/${index}/fields/${n}`) }),
    ),
  }));
  return (bytes, fPort) => {
    const layout = layouts.find((one) => one.fPort === fPort) ?? layouts.find((one) => one.fPort === undefined);
    return layout && Object.fromEntries(layout.places.map((one) => [one.quantity, readField(bytes, one)]));
  };
}

function readField(bytes: Uint8Array, { offset, type, endian, bit, scale = 1, quantity, ratio }: Place): number {
  const start = offset < 0 ? bytes.length + offset : offset;
  if (start < 0 || start + sizes[type] > bytes.length) {
    refuse(`${quantity} (${type} at ${offset}) does not fit into ${bytes.length} bytes`);
  }
  const number = numberAt(bytes, start, type, endian === "le");
  // A meter says with NaN or infinity that it has no value; that is not one.
  if (!Number.isFinite(number)) refuse(`${quantity} is not a finite number`);
  return canonicalValue((bit === undefined ? number : (number >>> bit) & 1) * scale, ratio, quantity);
}

function numberAt(bytes: Uint8Array, start: number, type: ByteType, little: boolean): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, sizes[type]);
  switch (type) {
    case "u8":
      return view.getUint8(0);
    case "i8":
      return view.getInt8(0);
    case "u16":
      return view.getUint16(0, little);
    case "i16":
      return view.getInt16(0, little);
    case "u24":
      return unsigned24(view, little);
    case "i24":
      return (unsigned24(view, little) << 8) >> 8;
    case "u32":
      return view.getUint32(0, little);
    case "i32":
      return view.getInt32(0, little);
    case "f32":
      return view.getFloat32(0, little);
  }
}

function unsigned24(view: DataView, little: boolean): number {
  const [high, low] = little ? [2, 0] : [0, 2];
  return (view.getUint8(high) << 16) | (view.getUint8(1) << 8) | view.getUint8(low);
}

/** The bytes of base64; throws MESSAGE_INVALID. */
export function bytesOfBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return refuse("is not base64");
  }
}

function refuse(detail: string): never {
  throw new EnergyError("MESSAGE_INVALID", { place: "payload bytes", detail });
}
