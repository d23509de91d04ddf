/** One line of the block: what it is, and the thing itself. */
export type WelcomeLine = readonly [title: string, value: string];

/** A frame of text that stands out in a terminal; long addresses stay on one line so that they can be clicked. */
export function welcome(lines: readonly WelcomeLine[], hints: readonly string[]): string {
  const width = Math.max(...lines.map(([title]) => title.length));
  const rows = [...lines.map(([title, value]) => `${title.padEnd(width)}  ${value}`), ...hints.map((hint) => hint)];
  const rule = "─".repeat(Math.max(...rows.map((row) => row.length)) + 2);
  return [`┌${rule}`, ...rows.map((row) => `│ ${row}`), `└${rule}`].join("\n");
}
