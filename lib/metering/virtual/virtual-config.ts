import { EnergyError } from "../../contract/error";
import { idSchema } from "../../contract/schemas";
import { assertSchema } from "../../contract/validate";
import { quantityNamed } from "../quantities";
import { longestExpression } from "./expression";
import type { LinearForm } from "./linear-form";
import { type PlantMeter, resolveVirtualMeters } from "./resolve";
import { standInsOf } from "./stand-ins";

/** A virtual meter, ready to compute. */
export interface VirtualMeterForm {
  readonly id: string;
  readonly form: LinearForm;
  /** What is computed; absent: every quantity that all parts have shown. */
  readonly quantities?: ReadonlySet<string>;
}

/** Configuration of `virtual-meter`, from the site model, the editor or `--config` of a replay. */
export interface VirtualConfig {
  /** Only meters of this site; absent: of any, each for itself. */
  readonly site?: string;
  readonly meters: readonly VirtualMeterForm[];
  /** The virtual meters that a meter is a part of. */
  readonly uses: ReadonlyMap<string, readonly VirtualMeterForm[]>;
  /** Meters whose total stands for the import that other parts have. */
  readonly standIns: ReadonlySet<string>;
  /** How long after its end an interval waits for its parts, ms. */
  readonly waitMs: number;
  /** How long a finished interval is remembered for corrections where no journal can be asked, ms. */
  readonly keepMs: number;
}

const namesSchema = { type: "array", minItems: 1, maxItems: 50, items: { type: "string", maxLength: 64 } } as const;

const configSchema = {
  type: "object",
  required: ["meters"],
  properties: {
    site: idSchema,
    meters: {
      type: "array",
      maxItems: 5000,
      items: {
        type: "object",
        required: ["id"],
        oneOf: [{ required: ["expression"] }, { required: ["terms"] }],
        additionalProperties: false,
        properties: {
          id: idSchema,
          expression: { type: "string", minLength: 1, maxLength: longestExpression },
          terms: {
            type: "array",
            minItems: 1,
            maxItems: 5000,
            items: {
              type: "object",
              required: ["meter", "factor"],
              additionalProperties: false,
              properties: { meter: idSchema, factor: { type: "number" } },
            },
          },
          quantities: namesSchema,
        },
      },
    },
    onlyTotal: { type: "array", maxItems: 5000, items: idSchema },
    waitMinutes: { type: "number", minimum: 0, maximum: 10_080 },
    keepHours: { type: "number", minimum: 0, maximum: 744 },
  },
} as const;

interface RawMeter {
  readonly id: string;
  readonly expression?: string;
  /** The expression multiplied out, where somebody who knows the plant has done it. */
  readonly terms?: readonly { readonly meter: string; readonly factor: number }[];
  readonly quantities?: readonly string[];
}

const minuteMs = 60_000;

/** Throws CONFIG_INVALID or QUANTITY_UNKNOWN. */
export function parseVirtualConfig(raw: unknown): VirtualConfig {
  assertSchema(configSchema, raw, "CONFIG_INVALID");
  const config = raw as {
    site?: string;
    meters: readonly RawMeter[];
    onlyTotal?: readonly string[];
    waitMinutes?: number;
    keepHours?: number;
  };
  const written = config.meters.map(plantMeter);
  const { forms, errors } = resolveVirtualMeters(written, true);
  const meters = config.meters.map(({ id, terms, quantities }, index): VirtualMeterForm => {
    const form = terms ? new Map(terms.map(({ meter, factor }) => [meter, factor])) : forms.get(id);
    if (!form || config.meters.findIndex((other) => other.id === id) !== index) {
      const { place = "id", detail = `"${id}" is used twice` } = errors.get(id)?.params ?? {};
      throw new EnergyError("CONFIG_INVALID", { place: `meters/${index}/${place}`, detail });
    }
    return {
      id,
      form,
      ...(quantities && { quantities: new Set(quantities.map((name) => quantityNamed(name).name)) }),
    };
  });
  return {
    ...(config.site !== undefined && { site: config.site }),
    meters,
    uses: usesOf(meters),
    standIns: standInsOf(
      meters.map(({ form }) => form),
      new Set(config.onlyTotal),
    ),
    waitMs: (config.waitMinutes ?? 60) * minuteMs,
    keepMs: (config.keepHours ?? 24) * 60 * minuteMs,
  };
}

function plantMeter({ id, expression, quantities }: RawMeter): PlantMeter {
  const virtual = expression !== undefined && { expression, ...(quantities && { quantities }) };
  return { id, role: "sub", ...(virtual && { virtual }) };
}

function usesOf(meters: readonly VirtualMeterForm[]): Map<string, VirtualMeterForm[]> {
  const uses = new Map<string, VirtualMeterForm[]>();
  for (const meter of meters) {
    for (const part of meter.form.keys()) {
      const users = uses.get(part);
      if (users) users.push(meter);
      else uses.set(part, [meter]);
    }
  }
  return uses;
}
