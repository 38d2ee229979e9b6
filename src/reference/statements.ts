/** Statements as closures (specification 12). */
import type { TypedExpression, TypedStatement } from "../analyze/typed.ts";
import { CompilerBug, unreachable } from "../diagnostics/bug.ts";
import { compileInvocation } from "./calls.ts";
import { equal } from "./equality.ts";
import { compileAdvance, compileExtract } from "./extract.ts";
import { compileFor, compileForIn } from "./loops.ts";
import { reject } from "./rejection.ts";
import type { Completion, Execute, Scope } from "./scope.ts";
import { popFront, pushFront } from "./stacks.ts";
import { zeroFields, zeroOf } from "./types.ts";
import { asBool, asError, asHeader, asStack, copy, invalidHeader } from "./values.ts";

type Of<Kind extends TypedStatement["kind"]> = Extract<TypedStatement, { readonly kind: Kind }>;

/** An effect that always goes on. */
const effect =
  (run: () => void): Execute =>
  () => {
    run();
    return undefined;
  };

const declare = (scope: Scope, statement: Of<"declare">): Execute => {
  const cell = scope.cell(statement.variable);
  const value =
    statement.value === undefined ? zeroOf(statement.variable.type) : scope.expression(statement.value);
  return effect(() => cell.write(copy(value())));
};

/** The target's indexes are evaluated before the value (specification 12.1). */
const assign = (scope: Scope, statement: Of<"assign">): Execute => {
  const { locate } = scope.reference(statement.target);
  const value = scope.expression(statement.value);
  return effect(() => {
    const target = locate();
    target.write(copy(value()));
  });
};

const verify = (scope: Scope, statement: Of<"verify">): Execute => {
  const condition = scope.expression(statement.condition);
  const error = scope.expression(statement.error);
  return effect(() => {
    const holds = asBool(condition());
    const name = asError(error());
    if (!holds) reject(name);
  });
};

/** setValid and setInvalid (specification 8.17): fields of a header that becomes valid are zero. */
const setValidity = (scope: Scope, header: TypedExpression, valid: boolean): Execute => {
  const { locate } = scope.reference(header);
  const zero = zeroFields(header.type);
  return effect(() => {
    const reference = locate();
    if (!valid) reference.write(invalidHeader());
    else if (!asHeader(reference.read()).valid)
      reference.write({ kind: "header", valid: true, fields: zero() });
  });
};

const choose = (scope: Scope, statement: Of<"if">): Execute => {
  const condition = scope.expression(statement.condition);
  const then = scope.statements(statement.then);
  const otherwise = scope.statements(statement.otherwise);
  return () => (asBool(condition()) ? then() : otherwise());
};

const switchOn = (scope: Scope, statement: Of<"switch">): Execute => {
  const value = scope.expression(statement.value);
  const cases = statement.cases.map(({ labels, body }) => ({
    labels: labels.map((label) => scope.expression(label)()),
    body: scope.statements(body),
  }));
  const otherwise = scope.statements(statement.otherwise);
  return () => {
    const found = value();
    const chosen = cases.find(({ labels }) => labels.some((label) => equal(label, found)));
    return (chosen?.body ?? otherwise)();
  };
};

const returnFrom = (scope: Scope, value: TypedExpression | undefined): Execute => {
  if (value === undefined) return () => "return";
  const evaluate = scope.expression(value);
  const { result } = scope;
  return () => {
    result.write(copy(evaluate()));
    return "return";
  };
};

const compileStatement = (scope: Scope, statement: TypedStatement): Execute => {
  switch (statement.kind) {
    case "declare":
      return declare(scope, statement);
    case "assign":
      return assign(scope, statement);
    case "extract":
      return compileExtract(scope, statement);
    case "advance":
      return compileAdvance(scope, statement.bits);
    case "verify":
      return verify(scope, statement);
    case "set-validity":
      return setValidity(scope, statement.header, statement.valid);
    case "push":
    case "pop": {
      const { locate } = scope.reference(statement.stack);
      const move = statement.kind === "push" ? pushFront : popFront;
      const zero = zeroOf(statement.stack.type);
      return effect(() => move(asStack(locate().read()), statement.count, asStack(zero())));
    }
    case "evaluate":
      return effect(scope.expression(statement.expression));
    case "apply": {
      const run = scope.application(statement);
      return effect(compileInvocation(scope, statement.parser.parameters, statement.arguments, run));
    }
    case "block":
      return scope.statements(statement.statements);
    case "if":
      return choose(scope, statement);
    case "switch":
      return switchOn(scope, statement);
    case "for":
      return compileFor(scope, statement);
    case "for-in":
      return compileForIn(scope, statement);
    case "break":
    case "continue": {
      const completion: Completion = statement.kind;
      return () => completion;
    }
    case "exit":
      throw new CompilerBug("exit got past the analysis: a parser has none (specification 12.5)");
    case "return":
      return returnFrom(scope, statement.value);
    default:
      return unreachable(statement);
  }
};

/** Compiles statements that run one after the other, until one jumps. */
export const compileStatements = (scope: Scope, statements: readonly TypedStatement[]): Execute => {
  const compiled = statements.map((statement) => compileStatement(scope, statement));
  return () => {
    for (const execute of compiled) {
      const completion = execute();
      if (completion !== undefined) return completion;
    }
    return undefined;
  };
};
