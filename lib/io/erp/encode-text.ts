import { EnergyError } from "../../contract/error";
import type { Encoding } from "../../erp/export-profile";

/** Text to bytes; undefined where it has a character that the encoding has not. */
type Encode = (text: string) => Buffer | undefined;

/** Rejects with DEPENDENCY_MISSING for the encodings that need iconv-lite where that is not installed. */
export async function encoderOf(encoding: Encoding): Promise<Encode> {
  if (encoding === "utf-8" || encoding === "utf-8-bom") return (text) => Buffer.from(text, "utf8");
  const iconv = await loadIconv(encoding);
  return (text) => {
    const bytes = iconv.encode(text, encoding);
    return iconv.decode(bytes, encoding) === text ? bytes : undefined;
  };
}

/** The first character of a text that an encoding lacks. */
export function lackedBy(encode: Encode, text: string): string | undefined {
  return [...text].find((character) => encode(character) === undefined);
}

/** Bytes in an encoding as a text for people to look at. */
export async function readableText(bytes: Uint8Array, encoding: Encoding): Promise<string> {
  const buffer = Buffer.from(bytes);
  if (encoding === "utf-8") return buffer.toString("utf8");
  if (encoding === "utf-8-bom") return buffer.subarray(3).toString("utf8");
  return (await loadIconv(encoding)).decode(buffer, encoding);
}

async function loadIconv(encoding: Encoding): Promise<typeof import("iconv-lite")> {
  return import("iconv-lite").catch((cause) => {
    throw new EnergyError("DEPENDENCY_MISSING", { feature: encoding, package: "iconv-lite" }, { cause });
  });
}
