/** The typed tree as text, for goldens: types at every name, casts where they are. */

import { printType } from "../../src/analyze/print-type.ts";
import type {
  Keyset,
  TypedExpression,
  TypedFunction,
  TypedParser,
  TypedProgram,
  TypedState,
  TypedStatement,
} from "../../src/analyze/typed.ts";
import { unreachable } from "../../src/diagnostics/bug.ts";

const expressions = (list: readonly TypedExpression[]): string => list.map(expression).join(", ");

/** An expression, with the types of its leaves and of its casts. */
export const expression = (node: TypedExpression): string => {
  switch (node.kind) {
    case "number":
      return `${node.value}:${printType(node.type)}`;
    case "boolean":
      return String(node.value);
    case "string":
      return JSON.stringify(node.value);
    case "error":
      return `error.${node.name}`;
    case "enum-member":
      return `${printType(node.type)}.${node.member}`;
    case "variable":
      return node.variable.name;
    case "field":
      return `${expression(node.base)}.${node.field}`;
    case "element":
      return `${expression(node.base)}.<${node.index}>`;
    case "index":
      return `${expression(node.base)}[${expression(node.index)}]`;
    case "stack-next":
      return `${expression(node.stack)}.next`;
    case "stack-last":
      return `${expression(node.stack)}.last`;
    case "stack-last-index":
      return `${expression(node.stack)}.lastIndex`;
    case "slice":
      return `${expression(node.base)}[${node.high}:${node.low}]`;
    case "unary":
      return `${node.operator}(${expression(node.operand)})`;
    case "binary":
      return `(${expression(node.left)} ${node.operator} ${expression(node.right)}):${printType(node.type)}`;
    case "conditional":
      return `(${expression(node.condition)} ? ${expression(node.then)} : ${expression(node.otherwise)})`;
    case "cast":
      return `(${printType(node.type)})${expression(node.operand)}`;
    case "aggregate":
      return `${printType(node.type)}{${expressions(node.elements)}}`;
    case "invalid-header":
      return `${printType(node.type)}{#}`;
    case "default-value":
      return `${printType(node.type)}{...}`;
    case "discard":
      return `_:${printType(node.type)}`;
    case "lookahead":
      return `lookahead<${printType(node.type)}>`;
    case "packet-length":
      return "length";
    case "is-valid":
      return `valid(${expression(node.header)})`;
    case "call":
      return `${node.function.name}(${expressions(node.arguments)})`;
    case "extern-call":
      return `extern ${node.name}(${expressions(node.arguments)}):${printType(node.type)}`;
    default:
      return unreachable(node);
  }
};

type Lines = readonly string[];

const indent = (lines: Lines): Lines => lines.map((line) => `  ${line}`);

const block = (head: string, body: readonly TypedStatement[]): Lines => [
  `${head} {`,
  ...indent(body.flatMap(statement)),
  "}",
];

const statement = (node: TypedStatement): Lines => {
  switch (node.kind) {
    case "declare": {
      const head = `${printType(node.variable.type)} ${node.variable.name}`;
      return [node.value === undefined ? head : `${head} = ${expression(node.value)}`];
    }
    case "assign":
      return [`${expression(node.target)} = ${expression(node.value)}`];
    case "extract": {
      const header = node.header === undefined ? `_:${printType(node.type)}` : expression(node.header);
      return [`extract ${header}${node.bits === undefined ? "" : `, ${expression(node.bits)}`}`];
    }
    case "advance":
      return [`advance ${expression(node.bits)}`];
    case "verify":
      return [`verify ${expression(node.condition)}, ${expression(node.error)}`];
    case "set-validity":
      return [`${node.valid ? "setValid" : "setInvalid"} ${expression(node.header)}`];
    case "push":
    case "pop":
      return [`${node.kind} ${expression(node.stack)} by ${node.count}`];
    case "evaluate":
      return [`evaluate ${expression(node.expression)}`];
    case "apply":
      return [`apply ${node.instance} = ${node.parser.name}(${expressions(node.arguments)})`];
    case "block":
      return block("block", node.statements);
    case "if":
      return [...block(`if ${expression(node.condition)}`, node.then), ...block("else", node.otherwise)];
    case "switch":
      return [
        `switch ${expression(node.value)}`,
        ...node.cases.flatMap((each) => block(`case ${expressions(each.labels)}`, each.body)),
        ...block("default", node.otherwise),
      ];
    case "for":
      return [
        ...block("for", node.initializers),
        `while ${node.condition === undefined ? "true" : expression(node.condition)}`,
        ...block("next", node.updates),
        ...block("do", node.body),
      ];
    case "for-in":
      return block(`for ${node.variable.name} in ${collection(node)}`, node.body);
    case "break":
    case "continue":
    case "exit":
      return [node.kind];
    case "return":
      return [node.value === undefined ? "return" : `return ${expression(node.value)}`];
    default:
      return unreachable(node);
  }
};

const collection = ({ collection: of }: Extract<TypedStatement, { readonly kind: "for-in" }>): string => {
  switch (of.kind) {
    case "range":
      return `${expression(of.low)} .. ${expression(of.high)}`;
    case "list":
      return `{${expressions(of.elements)}}`;
    case "stack":
      return expression(of.stack);
  }
};

const keyset = (node: Keyset): string => {
  switch (node.kind) {
    case "any":
      return "_";
    case "value":
      return `${node.value}`;
    case "mask":
      return `${node.value} &&& ${node.mask}`;
    case "range":
      return `${node.low} .. ${node.high}`;
    case "value-set":
      return `value set ${node.valueSet.name}`;
  }
};

const state = ({ name, statements, transition, maxVisits }: TypedState): Lines => [
  `state ${name}${maxVisits === undefined ? "" : ` @max_visits(${maxVisits})`} {`,
  ...indent(statements.flatMap(statement)),
  ...indent(
    transition.kind === "direct"
      ? [`-> ${transition.next}`]
      : [
          `select ${expressions(transition.keys)}`,
          ...transition.cases.map((each) => `  (${each.keysets.map(keyset).join(", ")}) -> ${each.next}`),
        ],
  ),
  "}",
];

const parameters = (list: TypedParser["parameters"]): string =>
  list
    .map(({ direction, variable }) => {
      const typed = `${printType(variable.type)} ${variable.name}`;
      return direction === "none" ? typed : `${direction} ${typed}`;
    })
    .join(", ");

const parser = (node: TypedParser): Lines => [
  `parser ${node.name}(${parameters(node.parameters)})`,
  ...node.valueSets.map((set) => {
    const fields = set.fields.map((field) =>
      `${printType(field.type)} ${field.name} ${field.match}`.replace("  ", " "),
    );
    return `  value set ${set.name}[${set.size}]: ${fields.join(", ")}`;
  }),
  ...indent(node.locals.flatMap(statement)),
  ...indent(node.states.flatMap(state)),
];

const callable = (node: TypedFunction): Lines =>
  block(`function ${node.name}(${parameters(node.parameters)}) -> ${printType(node.returns)}`, node.body);

/** Everything that the main parser reaches, each parser and function once, in order of first use. */
const reached = (main: TypedParser): readonly (TypedParser | TypedFunction)[] => {
  const found = new Set<TypedParser | TypedFunction>([main]);
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      value.forEach(visit);
      return;
    }
    if ("kind" in value && value.kind === "apply" && "parser" in value) enter(value.parser);
    if ("kind" in value && value.kind === "call" && "function" in value) enter(value.function);
    for (const [key, part] of Object.entries(value)) if (!SKIPPED.has(key)) visit(part);
  };
  const enter = (value: unknown): void => {
    if (!isCallable(value) || found.has(value)) return;
    found.add(value);
    visit(Object.values(value));
  };
  visit(Object.values(main));
  return [...found];
};

const SKIPPED = new Set(["type", "variable", "span", "parser", "function"]);

const isCallable = (value: unknown): value is TypedParser | TypedFunction =>
  typeof value === "object" &&
  value !== null &&
  "parameters" in value &&
  ("states" in value || "body" in value);

/** A whole program. */
export const printTyped = (program: TypedProgram): string =>
  [
    `architecture ${program.architecture}`,
    `roles ${program.roles.join(", ")}`,
    `errors ${program.errors.join(", ")}`,
    ...reached(program.parser).flatMap((each) => ("states" in each ? parser(each) : callable(each))),
    "",
  ].join("\n");
