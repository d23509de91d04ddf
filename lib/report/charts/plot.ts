/** The restrained palette of the report; each colour means one thing. */
export const palette = {
  ink: "#1f2a37",
  muted: "#6b7280",
  line: "#d7dce2",
  faint: "#f3f5f7",
  /** What is reported. */
  main: "#12566e",
  /** The same at weekends, and shares of it. */
  light: "#9fc1cd",
  /** Estimated, provisional. */
  doubtful: "#b7791f",
  missing: "#c9ced6",
  good: "#2f7d4f",
} as const;

const margin = { left: 44, right: 16, top: 8, bottom: 18 };

export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** The frame of a chart: a vertical axis from 0 with round steps, and places for its parts; sizes in points. */
export class Plot {
  readonly #steps: readonly number[];
  readonly #top: number;
  readonly #parts: string[] = [];

  constructor(
    private readonly size: PlotSize,
    largest: number,
    number: (value: number) => string,
  ) {
    const step = roundStep(largest / 4);
    const count = Math.max(1, Math.ceil(largest / step - 1e-9));
    this.#steps = Array.from({ length: count + 1 }, (_, n) => n * step);
    this.#top = count * step;
    for (const value of this.#steps) {
      const y = this.y(value);
      this.line(margin.left, y, size.width - margin.right, y, value === 0 ? palette.muted : palette.line, 0.5);
      this.label(margin.left - 5, y + 2.5, number(value), "end");
    }
  }

  get plotWidth(): number {
    return this.size.width - margin.left - margin.right;
  }

  /** `part` from 0 to 1 of the width. */
  x(part: number): number {
    return margin.left + part * this.plotWidth;
  }

  y(value: number): number {
    const height = this.size.height - margin.top - margin.bottom;
    return margin.top + height * (1 - Math.max(0, value) / this.#top);
  }

  bar(x: number, width: number, value: number, colour: string): void {
    const y = this.y(value);
    this.#parts.push(rect(x, y, width, this.y(0) - y, colour));
  }

  line(x1: number, y1: number, x2: number, y2: number, colour: string, width: number): void {
    this.#parts.push(
      `<line x1="${place(x1)}" y1="${place(y1)}" x2="${place(x2)}" y2="${place(y2)}" stroke="${colour}" stroke-width="${width}"/>`,
    );
  }

  /** A line through the values at even distances; null is a gap. `steps`: each value lasts until the next. */
  curve(values: readonly (number | null)[], colour: string, width: number, filled = false): void {
    for (const run of runsOf(values)) {
      const points = run.map(({ at, value }) => `${place(this.x(at))} ${place(this.y(value))}`);
      const [first, last] = [run[0], run.at(-1)];
      if (filled && first && last) {
        const [left, right] = [place(this.x(first.at)), place(this.x(last.at))];
        const base = place(this.y(0));
        this.#parts.push(
          `<path d="M${left} ${base}L${points.join("L")}L${right} ${base}Z" fill="${palette.light}" fill-opacity="0.45"/>`,
        );
      }
      this.#parts.push(`<path d="M${points.join("L")}" fill="none" stroke="${colour}" stroke-width="${width}"/>`);
    }
  }

  label(
    x: number,
    y: number,
    text: string,
    anchor: "start" | "middle" | "end" = "middle",
    colour = palette.muted,
  ): void {
    this.#parts.push(
      `<text x="${place(x)}" y="${place(y)}" font-size="7.5" text-anchor="${anchor}" fill="${colour}">${escaped(text)}</text>`,
    );
  }

  /** Under the axis. */
  tick(part: number, text: string): void {
    this.label(this.x(part), this.size.height - 6, text);
  }

  svg(): string {
    return svgOf(this.size, this.#parts.join(""));
  }
}

export const svgOf = ({ width, height }: PlotSize, parts: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Roboto">${parts}</svg>`;

export const rect = (x: number, y: number, width: number, height: number, colour: string): string =>
  `<rect x="${place(x)}" y="${place(y)}" width="${place(Math.max(0, width))}" height="${place(Math.max(0, height))}" fill="${colour}"/>`;

const place = (value: number): string => String(Math.round(value * 100) / 100);

const escaped = (text: string): string => text.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** 1, 2 or 5 times a power of ten, not less than `least`. */
function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * 0.999) ?? 10 * power;
}

interface PlotPoint {
  readonly at: number;
  readonly value: number;
}

function runsOf(values: readonly (number | null)[]): PlotPoint[][] {
  const runs: PlotPoint[][] = [];
  let run: PlotPoint[] = [];
  values.forEach((value, index) => {
    if (value !== null) {
      if (run.length === 0) runs.push(run);
      run.push({ at: values.length > 1 ? index / (values.length - 1) : 0, value });
    } else if (run.length > 0) run = [];
  });
  return runs;
}
