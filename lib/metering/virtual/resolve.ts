import { EnergyError, toEnergyError } from "../../contract/error";
import { nearest } from "../../contract/nearest";
import { type Medium, quantities } from "../quantities";
import { expressionError, parseExpression } from "./expression";
import { added, type FormSource, type LinearForm, linearForm } from "./linear-form";

/** What must be known of a meter to refer to it in an expression. */
export interface PlantMeter {
  readonly id: string;
  readonly role: "main" | "sub";
  /** Meter upstream, whose amounts include this one's. */
  readonly parent?: string;
  /** What flows through it, where that is known. */
  readonly medium?: Medium;
  /** Present on virtual meters. */
  readonly virtual?: { readonly expression: string; readonly quantities?: readonly string[] };
}

export interface ResolvedMeters {
  /** Of each usable virtual meter, in terms of meters that are none. */
  readonly forms: ReadonlyMap<string, LinearForm>;
  /** CONFIG_INVALID of each of the others. */
  readonly errors: ReadonlyMap<string, EnergyError>;
}

/**
 * Multiplies the expressions of all virtual meters out, through virtual meters of virtual meters. Unknown
 * meters, circles, and parts that do not measure the same make a meter unusable, and those built on it.
 * `open`: names that are not listed are meters too.
 */
export function resolveVirtualMeters(meters: readonly PlantMeter[], open = false): ResolvedMeters {
  const byId = new Map(meters.map((meter) => [meter.id, meter]));
  const forms = new Map<string, LinearForm>();
  const errors = new Map<string, EnergyError>();
  /** From the meter that was asked for to the one at hand. */
  const path: string[] = [];

  const formOf = (id: string, at: number): LinearForm => {
    const meter = byId.get(id);
    if (!meter && !open) throw unknownMeter(id, at, [...byId.keys()]);
    if (!meter?.virtual) return new Map([[id, 1]]);
    if (path.includes(id)) {
      throw expressionError(at, `${circle}${[...path.slice(path.indexOf(id)), id].join(" → ")}`);
    }
    const known = forms.get(id);
    if (known) return known;
    if (path.length > longestChain) throw expressionError(at, `built on more than ${longestChain} others`);
    path.push(id);
    try {
      const form = linearForm(parseExpression(meter.virtual.expression), source);
      checkUnits(meter, form, byId);
      forms.set(id, form);
      return form;
    } catch (thrown) {
      // Only the last one's columns are those of the expression that is looked at.
      throw path.length > 1 ? expressionError(at, becauseOf(id, toEnergyError(thrown))) : thrown;
    } finally {
      path.pop();
    }
  };
  const source: FormSource = {
    meter: formOf,
    rest(of, at) {
      if (open) throw expressionError(at, "rest() needs a site model, which says what is below a meter");
      const { minuends, subtrahends } = restOf(meters, of, at);
      const sum = minuends.reduce<LinearForm>((form, id) => added(form, formOf(id, at), 1), new Map());
      return subtrahends.reduce((form, id) => added(form, formOf(id, at), -1), sum);
    },
  };
  for (const { id, virtual } of meters) {
    if (!virtual) continue;
    try {
      formOf(id, 0);
    } catch (thrown) {
      errors.set(id, toEnergyError(thrown));
    }
  }
  return { forms, errors };
}

const circle = "goes in a circle: ";
const longestChain = 100;

function becauseOf(id: string, { params }: EnergyError): string {
  const detail = String(params.detail).replace(/^column \d+: /, "");
  return detail.startsWith(circle) ? detail : `"${id}" cannot be used: ${detail}`;
}

function unknownMeter(id: string, at: number, known: readonly string[]): EnergyError {
  const [meant] = nearest(id, known);
  const written = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`);
  // `m-press` without quotes is m minus press.
  const cut = known.find((candidate) => /[-.]/.test(candidate) && candidate.split(/[-.]/).includes(id));
  const help = cut ? `; ids with - or . are quoted: '${cut}'` : meant ? `; did you mean ${written(meant)}?` : "";
  return expressionError(at, `there is no meter "${id}"${help}`);
}

const mediumOf = ({ medium = "electricity" }: PlantMeter): Medium => medium;

/**
 * Whose amounts are added and whose subtracted: the meters directly below `of`, or where nothing says
 * what is below it, every sub-meter of its medium that has no parent. Virtual meters are below nothing.
 */
function restOf(meters: readonly PlantMeter[], of: string | undefined, at: number) {
  const mains = meters.filter(({ role }) => role === "main");
  const [first] = of === undefined ? mains : meters.filter(({ id }) => id === of);
  if (!first) {
    if (of === undefined) throw expressionError(at, "there is no main meter");
    throw unknownMeter(
      of,
      at,
      meters.map(({ id }) => id),
    );
  }
  const medium = mediumOf(first);
  const upper = of === undefined ? mains.filter((meter) => mediumOf(meter) === medium) : [first];
  const physical = meters.filter(({ virtual }) => !virtual);
  const below = physical.filter(({ parent }) => upper.some(({ id }) => id === parent));
  const free = physical.filter((meter) => meter.role === "sub" && !meter.parent && mediumOf(meter) === medium);
  const others = mains.filter((main) => mediumOf(main) === medium && !upper.includes(main));
  if (below.length === 0 && (first.role !== "main" || others.length > 0)) {
    throw expressionError(at, `no meter names "${first.id}" as its parent`);
  }
  const subtrahends = of === undefined || below.length === 0 ? [...new Set([...below, ...free])] : below;
  if (subtrahends.length === 0) throw expressionError(at, "there are no sub-meters to subtract");
  return { minuends: upper.map(({ id }) => id), subtrahends: subtrahends.map(({ id }) => id) };
}

function checkUnits({ id, virtual }: PlantMeter, form: LinearForm, byId: ReadonlyMap<string, PlantMeter>): void {
  const parts = [...form.keys()].map((part) => byId.get(part)).filter((part) => part?.medium !== undefined);
  const [first] = parts;
  const other = parts.find((part) => part?.medium !== first?.medium);
  if (first && other) {
    const detail = `"${first.id}" measures ${first.medium}, "${other.id}" ${other.medium}`;
    throw new EnergyError("CONFIG_INVALID", { place: "expression", detail });
  }
  for (const name of virtual?.quantities ?? []) {
    const quantity = quantities.get(name);
    const detail =
      quantity?.kind !== "register"
        ? `"${name}" is not counted`
        : first && quantity.medium !== first.medium
          ? `"${id}" has no "${name}": its parts measure ${first.medium}`
          : undefined;
    if (detail) throw new EnergyError("CONFIG_INVALID", { place: "quantities", detail });
  }
}
