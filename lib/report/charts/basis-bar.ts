import type { Basis } from "../../contract/messages";
import { type PlotSize, palette, rect, svgOf } from "./plot";

/** Measured, estimated and missing as one bar. */
export function basisBar({ measured, estimated }: Basis, size: PlotSize): string {
  const { width, height } = size;
  const first = width * measured;
  const second = width * estimated;
  return svgOf(
    size,
    rect(0, 0, width, height, palette.missing) +
      rect(0, 0, first, height, palette.good) +
      rect(first, 0, second, height, palette.doubtful),
  );
}

/** A part, 0 to 1, as a small bar. */
export function shareBar(share: number, size: PlotSize): string {
  const { width, height } = size;
  const filled = width * Math.min(1, Math.max(0, share));
  return svgOf(size, rect(0, 0, width, height, palette.faint) + rect(0, 0, filled, height, palette.main));
}
