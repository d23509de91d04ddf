import { EnergyError } from "../../contract/error";

/** A virtual meter's formula as a tree; `at` is the place in its text, counted from 0. */
export type Expression =
  | { readonly type: "number"; readonly value: number; readonly at: number }
  | { readonly type: "meter"; readonly id: string; readonly at: number }
  /** The unmetered rest of one meter, or of all main meters. */
  | { readonly type: "rest"; readonly of?: string; readonly at: number }
  | { readonly type: "negated"; readonly operand: Expression; readonly at: number }
  | {
      readonly type: "binary";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    };

export type Operator = "+" | "-" | "*" | "/";

interface Token {
  readonly type: "number" | "name" | "quoted" | "symbol" | "end";
  readonly text: string;
  readonly at: number;
}

export const longestExpression = 2000;
const deepestNesting = 50;

// A bare name has neither minus nor point, which would be arithmetic: such ids are quoted.
const tokenPattern = /\s*(?:(\d+(?:\.\d+)?(?![\w.]))|([A-Za-z_]\w*)|'([^']*)'|"([^"]*)"|([-+*/(),]))/y;

/** CONFIG_INVALID at a column of the expression, counted from 1 as editors do. */
export function expressionError(at: number, detail: string): EnergyError {
  return new EnergyError("CONFIG_INVALID", { place: "expression", detail: `column ${at + 1}: ${detail}` });
}

/**
 * Reads `main - 'm-press-1' - 0.3 * compressors`: meters, numbers, `+ - * /`, brackets, `rest(main)`.
 * Ids that are not letters, digits and `_`, or begin with a digit, stand in quotes. Throws CONFIG_INVALID.
 */
export function parseExpression(text: string): Expression {
  if (text.length > longestExpression) {
    throw expressionError(longestExpression, `longer than ${longestExpression} characters`);
  }
  return new Parser(tokens(text)).whole();
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  tokenPattern.lastIndex = 0;
  for (;;) {
    const begin = tokenPattern.lastIndex;
    const match = tokenPattern.exec(text);
    if (!match) {
      const rest = text.slice(begin);
      const at = begin + rest.length - rest.trimStart().length;
      if (at < text.length) throw expressionError(at, unreadable(text.slice(at)));
      found.push({ type: "end", text: "", at });
      return found;
    }
    const [whole, number, name, single, double, symbol] = match;
    const at = begin + whole.length - whole.trimStart().length;
    if (number !== undefined) found.push({ type: "number", text: number, at });
    else if (name !== undefined) found.push({ type: "name", text: name, at });
    else if (symbol !== undefined) found.push({ type: "symbol", text: symbol, at });
    else found.push({ type: "quoted", text: single ?? double ?? "", at });
  }
}

function unreadable(rest: string): string {
  const [first = ""] = rest;
  if (first === "'" || first === '"') return "this quote is never closed";
  const [word = ""] = /^[\w.]*/.exec(rest) as RegExpExecArray;
  return word.length > 1
    ? `"${word}" is neither a number nor a name; quote it if it is a meter's id`
    : `unexpected "${first}"`;
}

/** Recursive descent: sum of products of factors. */
class Parser {
  #place = 0;
  #depth = 0;

  constructor(private readonly list: readonly Token[]) {}

  whole(): Expression {
    const expression = this.#sum();
    const next = this.#next();
    if (next.type !== "end") throw expressionError(next.at, `expected an operator, not ${shown(next)}`);
    return expression;
  }

  #sum(): Expression {
    return this.#leftToRight(["+", "-"], () => this.#leftToRight(["*", "/"], () => this.#factor()));
  }

  #leftToRight(operators: readonly Operator[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const { type, text, at } = this.#peek();
      const operator = operators.find((candidate) => type === "symbol" && candidate === text);
      if (!operator) return left;
      this.#next();
      left = { type: "binary", operator, left, right: operand(), at };
    }
  }

  #factor(): Expression {
    const token = this.#next();
    if (token.type === "number") return { type: "number", value: Number(token.text), at: token.at };
    if (token.type === "quoted") return { type: "meter", id: token.text, at: token.at };
    if (token.type === "name") {
      const calls = token.text === "rest" && this.#peek().text === "(";
      return calls ? this.#rest(token.at) : { type: "meter", id: token.text, at: token.at };
    }
    if (token.text === "-")
      return { type: "negated", operand: this.#nested(token, () => this.#factor()), at: token.at };
    if (token.text === "(") {
      const inner = this.#nested(token, () => this.#sum());
      this.#expect(")");
      return inner;
    }
    throw expressionError(token.at, `expected a meter or a number, not ${shown(token)}`);
  }

  #rest(at: number): Expression {
    this.#expect("(");
    const token = this.#next();
    if (token.text === ")" && token.type === "symbol") return { type: "rest", at };
    if (token.type !== "name" && token.type !== "quoted") {
      throw expressionError(token.at, `expected the id of a meter, not ${shown(token)}`);
    }
    this.#expect(")");
    return { type: "rest", of: token.text, at };
  }

  #nested(token: Token, inner: () => Expression): Expression {
    if (++this.#depth > deepestNesting) throw expressionError(token.at, "nested too deeply");
    const expression = inner();
    this.#depth--;
    return expression;
  }

  #expect(symbol: string): void {
    const token = this.#next();
    if (token.type !== "symbol" || token.text !== symbol) {
      throw expressionError(token.at, `expected "${symbol}", not ${shown(token)}`);
    }
  }

  #peek(): Token {
    return this.list[this.#place] as Token;
  }

  /** The end is handed out as often as it is asked for. */
  #next(): Token {
    const token = this.#peek();
    if (token.type !== "end") this.#place++;
    return token;
  }
}

const shown = (token: Token): string => (token.type === "end" ? "the end" : `"${token.text}"`);
