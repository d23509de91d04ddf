import { type Expression, expressionError, type Operator } from "./expression";

/** What is left of an expression when it is multiplied out: how much of each meter counts. Never a factor of 0. */
export type LinearForm = ReadonlyMap<string, number>;

/** What a name or a `rest` stands for; throws where there is no such meter. */
export interface FormSource {
  meter(id: string, at: number): LinearForm;
  rest(of: string | undefined, at: number): LinearForm;
}

/**
 * Multiplies an expression out. Amounts of meters can be added and scaled; a number alone, a product or a
 * quotient of two meters has another unit and throws CONFIG_INVALID with its column.
 */
export function linearForm(expression: Expression, source: FormSource): LinearForm {
  const value = evaluated(expression, source);
  if (typeof value === "number") throw expressionError(0, "names no meter");
  if (value.size === 0) throw expressionError(0, "nothing is left: its meters cancel out");
  return value;
}

function evaluated(expression: Expression, source: FormSource): number | LinearForm {
  switch (expression.type) {
    case "number":
      return expression.value;
    case "meter":
      return source.meter(expression.id, expression.at);
    case "rest":
      return source.rest(expression.of, expression.at);
    case "negated": {
      const value = evaluated(expression.operand, source);
      return typeof value === "number" ? -value : scaled(value, -1);
    }
    case "binary": {
      const left = evaluated(expression.left, source);
      const right = evaluated(expression.right, source);
      return combined(expression.operator, left, right, expression.at);
    }
  }
}

function combined(operator: Operator, left: number | LinearForm, right: number | LinearForm, at: number) {
  switch (operator) {
    case "+":
    case "-": {
      const sign = operator === "+" ? 1 : -1;
      if (typeof left === "number" && typeof right === "number") return left + sign * right;
      if (typeof left === "number" || typeof right === "number") {
        throw expressionError(at, "a meter and a bare number have different units");
      }
      return added(left, right, sign);
    }
    case "*":
      if (typeof left === "number" && typeof right === "number") return left * right;
      if (typeof left === "number") return scaled(right as LinearForm, left);
      if (typeof right === "number") return scaled(left, right);
      throw expressionError(at, "only a number can multiply a meter");
    case "/":
      if (typeof right !== "number") throw expressionError(at, "only a number can divide");
      if (right === 0) throw expressionError(at, "division by 0");
      return typeof left === "number" ? left / right : scaled(left, 1 / right);
  }
}

/** The sum of two forms, the second with a sign; what cancels out is gone. */
export function added(left: LinearForm, right: LinearForm, sign: 1 | -1): LinearForm {
  const sum = new Map(left);
  for (const [meter, factor] of right) sum.set(meter, (sum.get(meter) ?? 0) + sign * factor);
  return withoutZeros(sum);
}

function scaled(form: LinearForm, by: number): LinearForm {
  return withoutZeros(new Map([...form].map(([meter, factor]) => [meter, factor * by])));
}

/** 0.3 - 0.1 - 0.2 is 0 to whoever wrote it. */
const negligible = 1e-12;

function withoutZeros(form: Map<string, number>): LinearForm {
  for (const [meter, factor] of form) if (Math.abs(factor) < negligible) form.delete(meter);
  return form;
}
