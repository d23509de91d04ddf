import type { NodeMessage } from "node-red";
import type { ReportOutcome } from "../io/report/report-job";
import { reportMediaTypes } from "../report/report-format";

/** A message for each file of a report, made so that a `file` or `join` node takes it as it is; foreign properties pass through. */
export function reportMessages({ files, summary }: ReportOutcome, site: string, msg: object): NodeMessage[] {
  const { month, version, state, because } = summary;
  const id = `${site}-${month}-${version}`;
  return files.map(({ format, filename, body }, index) => ({
    ...msg,
    topic: `${site}/-/report`,
    payload: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    filename,
    format,
    mediaType: reportMediaTypes[format],
    month,
    version,
    state,
    because,
    parts: { id, index, count: files.length },
  }));
}
