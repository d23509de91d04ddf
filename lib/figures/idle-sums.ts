import type { IdleGroup, IdleSum, IdleSums } from "./figures-view";
import type { IdleRow } from "./idle-book";

/** What rows are summed by: whose they are, and what they add to it. */
interface Part {
  readonly id: string;
  readonly kwh: number;
  readonly hours: number;
  readonly money: number | undefined;
}

/** Names of what has an id. */
export type NameOf = (group: IdleGroup, id: string) => string;

/** Null: no rows. */
export function idleSums(
  rows: readonly IdleRow[],
  machineOf: (meter: string) => string,
  nameOf: NameOf,
): IdleSums | null {
  if (rows.length === 0) return null;
  const whole = wholeMachines(rows);
  const summed = (group: IdleGroup, parts: readonly Part[]) => sumsOf(parts, (id) => nameOf(group, id));
  const of = (idOf: (row: IdleRow) => string | undefined): Part[] =>
    whole.flatMap((row) => {
      const id = idOf(row);
      return id === undefined ? [] : [{ ...row, id, money: row.money }];
    });
  const machines = of(({ meter }) => machineOf(meter));
  const centres = rows.flatMap(({ costCentre, kwh, hours, share, money }) =>
    costCentre === undefined ? [] : [{ id: costCentre, kwh, hours: hours * share, money }],
  );
  return {
    from: Math.min(...rows.map(({ from }) => from)),
    to: Math.max(...rows.map(({ to }) => to)),
    shifts: [...new Set(rows.map(({ shift }) => shift))],
    ...totalOf(machines),
    by: {
      machine: summed("machine", machines),
      department: summed(
        "department",
        of(({ department }) => department),
      ),
      "cost-centre": summed("cost-centre", centres),
      shift: summed(
        "shift",
        of(({ shift }) => shift),
      ),
    },
  };
}

/** Every row of a machine's shift says the same of the machine: one of them is enough. */
function wholeMachines(rows: readonly IdleRow[]): IdleRow[] {
  const seen = new Map<string, IdleRow>();
  for (const row of rows) {
    const { share, kwh, money } = row;
    if (share <= 0) continue;
    const whole = { ...row, share: 1, kwh: kwh / share, ...(money !== undefined && { money: money / share }) };
    seen.set(`${row.meter} ${row.from}`, whole);
  }
  return [...seen.values()];
}

function sumsOf(parts: readonly Part[], nameOf: (id: string) => string): IdleSum[] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) groups.set(part.id, [...(groups.get(part.id) ?? []), part]);
  return [...groups]
    .map(([id, of]) => ({ id, name: nameOf(id), hours: rounded(sum(of, ({ hours }) => hours)), ...totalOf(of) }))
    .sort((a, b) => b.kwh - a.kwh);
}

function totalOf(parts: readonly Part[]): { readonly kwh: number; readonly money: number | null } {
  const priced = parts.filter(({ money }) => money !== undefined);
  return {
    kwh: rounded(sum(parts, ({ kwh }) => kwh)),
    money: priced.length > 0 ? rounded(sum(priced, ({ money }) => money ?? 0)) : null,
  };
}

const sum = <T>(parts: readonly T[], of: (part: T) => number): number =>
  parts.reduce((total, part) => total + of(part), 0);

const rounded = (value: number): number => Number(value.toFixed(3));
