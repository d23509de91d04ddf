import type { ModelFigures } from "../contract/baseline";
import type { BaselineRule } from "./baseline-rule";
import { bestModel, fitChangePoint } from "./change-point";
import { isFit } from "./fitness";
import type { ModelShape, Term, UsePeriod } from "./model-shape";
import { fitUseModel, type UseModel } from "./use-model";

/** What was expected as of one period; it never changes again. */
export interface FrozenBaseline {
  readonly id: string;
  readonly version: number;
  /** ms UTC. */
  readonly madeAt: number;
  /** The days it was made from. */
  readonly from: number;
  readonly to: number;
  readonly model: UseModel;
}

const dayMs = 86_400_000;
/** Fewer days of either sort do not show what a day off saves. */
const fewestOff = 3;

/** Undefined where these days do not carry the model that the rule asks for. */
export function frozenOf(rule: BaselineRule, days: readonly UsePeriod[], madeAt: number): FrozenBaseline | undefined {
  const first = days[0];
  const last = days.at(-1);
  const model = first && modelOf(rule, days);
  if (!model || !last) return undefined;
  return { id: rule.id, version: rule.version, madeAt, from: first.from, to: last.from + dayMs, model };
}

function modelOf(rule: BaselineRule, days: readonly UsePeriod[]): UseModel | undefined {
  const others = otherTerms(rule, days);
  const bases = {
    ...(rule.heatingBase !== undefined && { heating: rule.heatingBase }),
    ...(rule.coolingBase !== undefined && { cooling: rule.coolingBase }),
  };
  if (rule.temperatureMeter === undefined || rule.shape === "2p") return fitUseModel(days, "2p", {}, others);
  const shape = rule.shape ?? givenShape(rule);
  if (shape === undefined) return bestModel(days, others);
  return basesNeeded[shape].every((base) => bases[base] !== undefined)
    ? fitUseModel(days, shape, bases, others)
    : fitChangePoint(days, shape, others);
}

const basesNeeded: Readonly<Record<ModelShape, readonly ("heating" | "cooling")[]>> = {
  "2p": [],
  "3p-heating": ["heating"],
  "3p-cooling": ["cooling"],
  "4p": ["heating", "cooling"],
  "5p": ["heating", "cooling"],
};

/** Base temperatures that are given say what the weather does. */
function givenShape({ heatingBase, coolingBase }: BaselineRule): ModelShape | undefined {
  if (heatingBase !== undefined && coolingBase !== undefined) return heatingBase === coolingBase ? "4p" : "5p";
  if (heatingBase !== undefined) return "3p-heating";
  return coolingBase === undefined ? undefined : "3p-cooling";
}

function otherTerms({ production }: BaselineRule, days: readonly UsePeriod[]): Term[] {
  const off = days.filter((day) => day.off).length;
  const hasOff = off >= fewestOff && days.length - off >= fewestOff;
  return [...(production.length > 0 ? (["production"] as const) : []), ...(hasOff ? (["off"] as const) : [])];
}

/** As it is shown, with all that says how far it can be trusted. */
export function modelFigures({ id, version, madeAt, from, to, model }: FrozenBaseline): ModelFigures {
  const { shape, bases, terms, fitness, pValue } = model;
  const { effectiveObservations: _shown, ...quality } = fitness;
  return {
    id,
    version,
    madeAt,
    from,
    to,
    shape,
    ...(bases.heating !== undefined && { heatingBase: bases.heating }),
    ...(bases.cooling !== undefined && { coolingBase: bases.cooling }),
    terms,
    ...quality,
    pValue,
    fit: isFit(fitness, "daily"),
  };
}
