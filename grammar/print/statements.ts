import type {
  BlockStatement,
  ConstantDeclaration,
  FunctionDeclaration,
  InstantiationDeclaration,
  Statement,
  SwitchCase,
  VariableDeclaration,
} from "../ast.ts";
import { before, printAnnotation } from "./annotations.ts";
import { type Lines, nest, nested } from "./lines.ts";
import { printParameters, printTypeParameters } from "./parameters.ts";
import { printArguments, printExpression, printType } from "./terms.ts";

export const printStatement = (statement: Statement): Lines => {
  switch (statement.kind) {
    case "block":
      return block(before(statement.annotations), statement);
    case "constant":
      return [constant(statement)];
    case "instantiation":
      return instantiation(statement);
    case "empty":
      return [";"];
    case "variable":
    case "assignment":
    case "call-statement":
      return [`${simple(statement)};`];
    case "if":
      return conditional(statement);
    case "switch":
      return [
        `switch (${printExpression(statement.value)}) {`,
        ...nest(statement.cases.flatMap(switchCase)),
        "}",
      ];
    case "for": {
      const initializers = statement.initializers.map(simple).join(", ");
      const condition = statement.condition === undefined ? "" : ` ${printExpression(statement.condition)}`;
      const updates = statement.updates.map((update) => ` ${simple(update)}`).join(",");
      return governed(
        `${before(statement.annotations)}for (${initializers};${condition};${updates})`,
        statement.body,
      );
    }
    case "for-in": {
      const type = statement.type === undefined ? "" : `${printType(statement.type)} `;
      const head = `for (${type}${statement.variable.text} in ${printExpression(statement.collection)})`;
      return governed(`${before(statement.annotations)}${head}`, statement.body);
    }
    case "break":
    case "continue":
    case "exit":
      return [`${statement.kind};`];
    case "return":
      return [statement.value === undefined ? "return;" : `return ${printExpression(statement.value)};`];
  }
};

/** A block whose `{` stands behind `head`. */
export const block = (head: string, { statements }: BlockStatement): Lines =>
  nested(`${head}{`, statements.flatMap(printStatement), "}");

export const constant = ({ annotations, type, name, value }: ConstantDeclaration): string =>
  `${before(annotations)}const ${printType(type)} ${name.text} = ${printExpression(value)};`;

export const variable = ({ annotations, type, name, initializer }: VariableDeclaration): string => {
  const value = initializer === undefined ? "" : ` = ${printExpression(initializer)}`;
  return `${before(annotations)}${printType(type)} ${name.text}${value}`;
};

export const instantiation = (declaration: InstantiationDeclaration): Lines => {
  const { annotations, type, name, initializer } = declaration;
  const head = `${printType(type)}(${printArguments(declaration.arguments)}) ${name.text}`;
  const above = annotations.map(printAnnotation);
  if (initializer === undefined) return [...above, `${head};`];
  const members = initializer.flatMap((member) =>
    member.kind === "function" ? functionDeclaration(member) : instantiation(member),
  );
  return [...above, ...nested(`${head} = {`, members, "};")];
};

export const functionDeclaration = (declaration: FunctionDeclaration): Lines => {
  const { annotations, returnType, name, typeParameters, parameters, body } = declaration;
  const signature = `${printType(returnType)} ${name.text}${printTypeParameters(typeParameters)}${printParameters(parameters)}`;
  return [...annotations.map(printAnnotation), ...block(`${signature} `, body)];
};

/** What may also stand in the head of a loop: no semicolon. */
const simple = (statement: Statement): string => {
  switch (statement.kind) {
    case "variable":
      return variable(statement);
    case "assignment":
      return `${printExpression(statement.target)} ${statement.operator} ${printExpression(statement.value)}`;
    case "call-statement":
      return printExpression(statement.expression);
    default:
      return printStatement(statement).join("\n");
  }
};

/** A statement below its head: on the same line if it is a block. */
const governed = (head: string, body: Statement): Lines =>
  body.kind === "block"
    ? block(`${head} ${before(body.annotations)}`, body)
    : [head, ...nest(printStatement(body))];

/** Goes along `else if` without recursion. */
const conditional = (statement: Extract<Statement, { kind: "if" }>): Lines => {
  const lines: string[] = [];
  let head = "";
  for (let current: Statement | undefined = statement; current !== undefined; ) {
    const isIf: boolean = current.kind === "if";
    const branch: readonly string[] =
      current.kind === "if"
        ? governed(
            `${head}if (${printExpression(current.condition)})`,
            guarded(current.then, current.otherwise),
          )
        : governed(head.trimEnd(), current);
    const closed = lines.at(-1) === "}" && head !== "";
    if (closed) lines.pop();
    lines.push(...(closed ? [`} ${branch[0] ?? ""}`, ...branch.slice(1)] : branch));
    current = isIf && current.kind === "if" ? current.otherwise : undefined;
    head = "else ";
  }
  return lines;
};

/** Braces where an `else` would otherwise go to the inner `if`. */
const guarded = (then: Statement, otherwise: Statement | undefined): Statement =>
  otherwise !== undefined && then.kind !== "block" && endsInIf(then)
    ? { kind: "block", annotations: [], statements: [then], span: then.span }
    : then;

const endsInIf = (statement: Statement): boolean => {
  for (let last = statement; ; ) {
    switch (last.kind) {
      case "if":
        if (last.otherwise === undefined) return true;
        last = last.otherwise;
        break;
      case "for":
      case "for-in":
        last = last.body;
        break;
      default:
        return false;
    }
  }
};

const switchCase = ({ label, body }: SwitchCase): Lines => {
  const head = `${printExpression(label)}:`;
  return body === undefined ? [head] : block(`${head} ${before(body.annotations)}`, body);
};
