import type { Shipment } from "../erp/shipment";

/** Of the profiles whose format is JSON; every other is a file of its own. */
export const exportDocumentSchema = {
  type: "object",
  required: ["document", "rows"],
  properties: {
    document: {
      type: "object",
      required: ["id", "version", "profile", "site", "from", "to", "issued", "provisional"],
      properties: {
        id: { type: "string" },
        version: { type: "integer", minimum: 0, description: "0 while the period is running." },
        profile: { type: "string" },
        site: { type: "string" },
        currency: { type: "string" },
        from: { type: "string", format: "date-time" },
        to: { type: "string", format: "date-time" },
        issued: { type: "string", format: "date-time" },
        provisional: { type: "boolean", description: "The period is not over, or something of it is missing." },
        reverses: { type: "integer", description: "The version that this document takes back." },
      },
    },
    rows: { type: "array", items: { type: "object", description: "The fields of the profile, by name." } },
  },
} as const;

export const exportFile = {
  mediaTypes: ["text/csv", "application/xml", "text/plain"],
  headers: {
    "Document-Id": "The same for every version of the document of a period.",
    "Document-Version": "Grows when the figures have changed; 0 while the period is running.",
    "Document-Provisional": "`true` while the period is running or something of it is missing.",
    "Document-Reverses": "The version that this document takes back.",
    ETag: "Of the file's bytes, for `If-None-Match`.",
  },
} as const;

interface ExportHeaders extends Readonly<Record<string, string>> {
  readonly etag: string;
}

/** What goes with an export's file; `digest` is of its bytes. */
export function exportHeaders(
  { document, filename, mediaType }: Pick<Shipment, "document" | "filename" | "mediaType">,
  digest: string,
): ExportHeaders {
  const { id, version, provisional, reverses } = document;
  return {
    "content-type": mediaType,
    "content-disposition": `attachment; filename="${filename}"`,
    // Asked again each time: only the gateway knows whether a correction has come.
    "cache-control": "no-cache",
    etag: `"${digest}"`,
    "document-id": id,
    "document-version": String(version),
    ...(provisional && { "document-provisional": "true" }),
    ...(reverses !== undefined && { "document-reverses": String(reverses) }),
  };
}

/** Whether an `If-None-Match` header names what would be sent (RFC 9110, 13.1.2). */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const known = ifNoneMatch.split(",").map((one) => one.trim().replace(/^W\//, ""));
  return known.includes("*") || known.includes(etag);
}
