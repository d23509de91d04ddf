const time = { type: "string", format: "date-time" } as const;
const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const share = { type: "number", minimum: 0, maximum: 1 } as const;
/** Money and amounts are decimal strings. */
const decimal = { type: "string", pattern: "^-?\\d+(\\.\\d+)?$" } as const;
const decimalOrNull = { type: ["string", "null"] } as const;

const closed = <P extends object>(properties: P) =>
  ({ type: "object", required: Object.keys(properties), additionalProperties: false, properties }) as const;
const listOf = <S extends object>(items: S) => ({ type: "array", items }) as const;

const born = {
  amount: decimal,
  withChildren: decimal,
  components: listOf(closed({ component: text, quantity: decimalOrNull, unit: textOrNull, amount: decimal })),
} as const;

const line = {
  type: "object",
  required: ["component", "amountOf", "unit", "price", "amount"],
  additionalProperties: false,
  properties: {
    component: text,
    period: text,
    tier: text,
    amountOf: decimal,
    unit: text,
    price: decimal,
    amount: decimal,
    reason: { type: "object", required: ["code"], properties: { code: text } },
  },
} as const;

const peak = closed({
  component: text,
  period: textOrNull,
  peak: decimal,
  at: time,
  billed: decimal,
  unit: text,
  nextUnit: decimal,
  counts: { type: "boolean" },
});

/** What `GET /api/costs` answers. */
export const costsSchema = closed({
  from: time,
  to: time,
  currency: text,
  timeZone: text,
  by: text,
  supplies: listOf(
    closed({
      supply: text,
      name: text,
      meter: text,
      tariff: text,
      amount: decimal,
      basis: closed({ measured: share, estimated: share, missing: share }),
      provisional: { type: "boolean" },
      version: { type: "integer", minimum: 1 },
      lines: listOf(line),
      bearers: listOf(closed({ id: text, name: text, parent: textOrNull, ...born })),
      rest: closed(born),
      estimate: {
        ...closed({ peaks: listOf(peak), projected: decimalOrNull }),
        type: ["object", "null"],
      },
    }),
  ),
  problems: listOf(closed({ supply: text, code: text, detail: text })),
});
