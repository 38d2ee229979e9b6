/** Reads the statements of a generated function. */
import { type Token, tokensOf } from "../tokens.ts";
import { type Case, type CType, type Expression, NotUnderstood, type Statement } from "./syntax.ts";

const PRECEDENCE: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];

const WIDTHS: Readonly<Record<string, number>> = { __u8: 8, __u16: 16, __u32: 32, __u64: 64, int: 32 };
const isType = (word: string): boolean =>
  Object.hasOwn(WIDTHS, word) || ["struct", "void", "const", "volatile"].includes(word);

type Placed = Token & { readonly line: number };

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "));

export class Reader {
  readonly #tokens: readonly Placed[];
  #at = 0;

  /** firstLine: the number of the text's first line. */
  constructor(text: string, firstLine: number) {
    this.#tokens = withoutComments(text)
      .split("\n")
      .flatMap((line, index) => tokensOf(line).map((token) => ({ ...token, line: firstLine + index })));
  }

  get isDone(): boolean {
    return this.#at >= this.#tokens.length;
  }

  #peek(ahead = 0): string {
    return this.#tokens[this.#at + ahead]?.text ?? "";
  }

  #take(expected?: string): string {
    const text = this.#peek();
    if (text === "" || (expected !== undefined && text !== expected))
      throw new NotUnderstood(`${expected ?? "more"} expected, not ${text === "" ? "the end" : text}`);
    this.#at += 1;
    return text;
  }

  #accept(text: string): boolean {
    if (this.#peek() !== text) return false;
    this.#at += 1;
    return true;
  }

  #skipTo(end: string): void {
    while (this.#take() !== end);
  }

  /** A type, without the stars and names behind it. */
  type(): CType {
    let type: CType = { kind: "pointer" };
    for (;;) {
      const word = this.#peek();
      if (word === "struct") {
        this.#take();
        type = { kind: "struct", tag: this.#take() };
      } else if (Object.hasOwn(WIDTHS, word)) type = { kind: "int", bits: WIDTHS[this.#take()] ?? 64 };
      else if (isType(word)) this.#take();
      else return type;
    }
  }

  #declarations(): readonly Statement[] {
    const base = this.type();
    const found: Statement[] = [];
    do {
      const { line = 0 } = this.#tokens[this.#at] ?? {};
      let type = base;
      while (this.#peek() === "*" || isType(this.#peek()))
        if (this.#take() === "*") type = { kind: "pointer" };
      const name = this.#take();
      if (this.#accept("[")) {
        type = { kind: "array", of: type, count: Number(this.#take()) };
        this.#take("]");
      }
      let value: Expression | undefined;
      if (this.#accept("=")) {
        if (this.#accept("{")) this.#take("}");
        else value = this.expression();
        value ??= { kind: "number", value: 0n, isLong: false, isUnsigned: false };
      }
      found.push({ kind: "declare", line, name, type, value });
    } while (this.#accept(","));
    this.#take(";");
    return found;
  }

  #cases(): readonly Case[] {
    const cases: Case[] = [];
    while (!this.#accept("}")) {
      const values: Expression[] = [];
      let isDefault = false;
      while (this.#peek() === "case" || this.#peek() === "default") {
        if (this.#take() === "case") values.push(this.expression());
        else isDefault = true;
        this.#take(":");
      }
      const body: Statement[] = [];
      while (!["case", "default", "}"].includes(this.#peek())) body.push(...this.statements());
      cases.push({ values, isDefault, body });
    }
    return cases;
  }

  #one(): Statement {
    const { line = 0 } = this.#tokens[this.#at] ?? {};
    return { kind: "block", line, body: this.statements() };
  }

  /** One statement; a declaration may be several. */
  statements(): readonly Statement[] {
    const { line = 0 } = this.#tokens[this.#at] ?? {};
    const word = this.#peek();
    if (word === "{") {
      this.#take();
      const body: Statement[] = [];
      while (!this.#accept("}")) body.push(...this.statements());
      return [{ kind: "block", line, body }];
    }
    if (word === ";" || word === "asm" || (word === "(" && this.#peek(1) === "void")) {
      this.#skipTo(";");
      return [];
    }
    if (word === "if") {
      this.#take();
      this.#take("(");
      const condition = this.expression();
      this.#take(")");
      const then = this.#one();
      const otherwise = this.#accept("else") ? this.#one() : undefined;
      return [{ kind: "if", line, condition, then, otherwise }];
    }
    if (word === "switch") {
      this.#take();
      this.#take("(");
      const key = this.expression();
      this.#take(")");
      this.#take("{");
      return [{ kind: "switch", line, key, cases: this.#cases() }];
    }
    if (word === "goto" || word === "return") {
      this.#take();
      const value = this.expression();
      this.#take(";");
      if (word === "return") return [{ kind: "return", line, value }];
      return [{ kind: "goto", line, name: value.kind === "name" ? value.name : "" }];
    }
    if (isType(word)) return this.#declarations();
    if (this.#peek(1) === ":") {
      const name = this.#take();
      this.#take(":");
      return [{ kind: "label", line, name }];
    }
    return [this.#effect(line)];
  }

  #effect(line: number): Statement {
    const target = this.#unary();
    const operator = this.#take();
    const one: Expression = { kind: "number", value: 1n, isLong: false, isUnsigned: false };
    if (operator === ";" && target.kind === "call") return { ...target, line };
    if (operator === "++" || operator === "--") {
      this.#take(";");
      return { kind: "assign", line, operator: operator[0] ?? "", target, value: one };
    }
    if (!/^[+\-&|^]?=$/.test(operator)) throw new NotUnderstood(`statement with ${operator}`);
    const value = this.expression();
    this.#take(";");
    return { kind: "assign", line, operator: operator.slice(0, -1), target, value };
  }

  expression(): Expression {
    const condition = this.#binary(0);
    if (!this.#accept("?")) return condition;
    const then = this.expression();
    this.#take(":");
    return { kind: "choice", condition, then, otherwise: this.expression() };
  }

  #binary(level: number): Expression {
    const operators = PRECEDENCE[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    while (operators.includes(this.#peek())) {
      const operator = this.#take();
      left = { kind: "binary", operator, left, right: this.#binary(level + 1) };
    }
    return left;
  }

  #unary(): Expression {
    const word = this.#peek();
    if (["!", "~", "-", "*", "&"].includes(word)) {
      this.#take();
      return { kind: "unary", operator: word, operand: this.#unary() };
    }
    if (word === "(" && isType(this.#peek(1))) {
      this.#take();
      let type = this.type();
      while (this.#accept("*")) type = { kind: "pointer" };
      this.#take(")");
      return { kind: "cast", type, operand: this.#unary() };
    }
    return this.#postfix();
  }

  #primary(): Expression {
    if (this.#accept("(")) {
      const inner = this.expression();
      this.#take(")");
      return inner;
    }
    const word = this.#take();
    const number = /^(0x[\da-fA-F]+|\d+)([UL]*)$/.exec(word);
    if (number === null) {
      if (!/^[A-Za-z_]\w*$/.test(word)) throw new NotUnderstood(`${word} in an expression`);
      return { kind: "name", name: word };
    }
    const value = BigInt(number[1] ?? "0");
    const suffix = number[2] ?? "";
    const isUnsigned = suffix.includes("U") || (word.startsWith("0x") && value > 0x7fffffffn);
    return { kind: "number", value, isLong: suffix.includes("L") || value > 0xffffffffn, isUnsigned };
  }

  #postfix(): Expression {
    let expression = this.#primary();
    for (;;) {
      if (this.#accept(".") || this.#accept("->"))
        expression = { kind: "member", of: expression, name: this.#take() };
      else if (this.#accept("[")) {
        expression = { kind: "index", of: expression, index: this.expression() };
        this.#take("]");
      } else if (expression.kind === "name" && this.#accept("(")) {
        const operands: Expression[] = [];
        while (!this.#accept(")")) {
          operands.push(this.expression());
          this.#accept(",");
        }
        expression = { kind: "call", name: expression.name, operands };
      } else return expression;
    }
  }
}
