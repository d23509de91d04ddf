/**
 * How demand windows turn out after each of their tenths: how much of what the power does now is still there in the rest of the window,
 * and how far the forecast was off. A plant whose load swings is believed later than an even one.
 */
export type ForecastErrors = readonly PartError[];

interface PartError {
  /** Sums by which the present power's share in the rest is learnt, kW², fading. */
  readonly together: number;
  readonly alone: number;
  /** Mean departure of what it came to from the forecast, and its mean size, as shares of the forecast. */
  readonly bias: number;
  readonly size: number;
  readonly count: number;
}

/** What was known at some part of a window. */
export interface Outlook {
  /** Mean of the window's past, kW, and how much of it was past, as a share. */
  readonly usedKw: number;
  readonly past: number;
  /** The power of the last minutes, and that of the last quarter of an hour. */
  readonly presentKw: number;
  readonly latelyKw: number;
}

/** A window is looked at in tenths. */
export const windowParts = 10;
const firstSize = 0.15;
const slowest = 0.03;
/** Before anything is learnt the present power stays as it is. */
const firstSum = 1;

/** Where nothing has been learnt: the nearer the end the surer. */
export const firstErrors: ForecastErrors = Array.from({ length: windowParts }, (_, part) => {
  return { together: firstSum, alone: firstSum, bias: 0, size: firstSize * (1 - (part + 0.5) / windowParts), count: 0 };
});

/** The mean that a window will come to, kW. */
export function forecastKw(
  errors: ForecastErrors,
  part: number,
  { usedKw, past, presentKw, latelyKw }: Outlook,
): number {
  const { together, alone } = errors[part] as PartError;
  const stays = Math.min(1, Math.max(0, together / alone));
  return usedKw * past + (latelyKw + stays * (presentKw - latelyKw)) * (1 - past);
}

/** `outlooks` by part of the window that came to `actualKw`, null where there was none. Only what was foreseen as high is learnt from: high
 * forecasts turn out lower than others. */
export function errorsAfter(
  errors: ForecastErrors,
  outlooks: readonly (Outlook | null)[],
  actualKw: number,
  leastKw: number,
): ForecastErrors {
  return errors.map((known, part) => {
    const outlook = outlooks[part];
    return outlook && forecastKw(errors, part, outlook) >= leastKw
      ? partAfter(errors, part, known, outlook, actualKw)
      : known;
  });
}

function partAfter(
  errors: ForecastErrors,
  part: number,
  known: PartError,
  outlook: Outlook,
  actualKw: number,
): PartError {
  const { usedKw, past, presentKw, latelyKw } = outlook;
  const forecast = forecastKw(errors, part, outlook);
  if (past >= 1 || forecast <= 0) return known;
  const { together, alone, bias, size, count } = known;
  const share = Math.max(slowest, 1 / (count + 10));
  const restKw = (actualKw - usedKw * past) / (1 - past);
  const off = (actualKw - forecast) / forecast;
  return {
    together: digits(together + ((presentKw - latelyKw) * (restKw - latelyKw) - together) * share),
    alone: digits(alone + ((presentKw - latelyKw) ** 2 - alone) * share),
    bias: rounded(bias + (off - bias) * share),
    size: rounded(size + (Math.abs(off - bias) - size) * share),
    count: Math.min(1000, count + 1),
  };
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
const digits = (value: number): number => Number(value.toPrecision(4));

/** What a forecast is at least worth, after how such forecasts turned out: so many of their usual errors less. */
export function surely(errors: ForecastErrors, part: number, kw: number, caution: number): number {
  const { bias, size } = errors[part] as PartError;
  return kw * (1 + bias - caution * size);
}

export const partOf = (from: number, to: number, at: number): number =>
  Math.min(windowParts - 1, Math.max(0, Math.floor(((at - from) / (to - from)) * windowParts)));
