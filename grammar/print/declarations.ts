import type {
  ActionDeclaration,
  ControlLocal,
  Declaration,
  ParserLocal,
  ParserState,
  Prototype,
  StructField,
  Transition,
} from "../ast.ts";
import { before, printAnnotation } from "./annotations.ts";
import { type Lines, nest, nested } from "./lines.ts";
import { printParameters, printTypeParameters } from "./parameters.ts";
import {
  block,
  constant,
  functionDeclaration,
  instantiation,
  printStatement,
  variable,
} from "./statements.ts";
import { table } from "./tables.ts";
import { printExpression, printType } from "./terms.ts";

type Of<K extends Declaration["kind"]> = Extract<Declaration, { readonly kind: K }>;

const words = {
  struct: "struct",
  header: "header",
  "header-union": "header_union",
  "parser-type": "parser",
  "control-type": "control",
  "package-type": "package",
  error: "error",
  "match-kind": "match_kind",
  typedef: "typedef",
  newtype: "type",
} as const;

export const printDeclaration = (declaration: Declaration): Lines => {
  switch (declaration.kind) {
    case "constant":
      return [constant(declaration)];
    case "instantiation":
      return instantiation(declaration);
    case "function":
      return functionDeclaration(declaration);
    case "action":
      return action(declaration);
    case "value-set":
      return [valueSet(declaration)];
    default:
      return [...declaration.annotations.map(printAnnotation), ...annotated(declaration)];
  }
};

type Annotated = Exclude<Declaration, Of<"constant" | "instantiation" | "function" | "action" | "value-set">>;

/** Declarations whose annotations stand on lines of their own. */
const annotated = (declaration: Annotated): Lines => {
  switch (declaration.kind) {
    case "parser":
      return parser(declaration);
    case "control":
      return control(declaration);
    case "parser-type":
    case "control-type":
    case "package-type":
      return [`${words[declaration.kind]} ${signature(declaration)};`];
    case "extern-function":
      return [`extern ${prototype(declaration.prototype)};`];
    case "extern-object": {
      const { name, typeParameters, methods } = declaration;
      return nested(
        `extern ${name.text}${printTypeParameters(typeParameters)} {`,
        methods.map(
          (method) =>
            `${before(method.annotations)}${method.abstract ? "abstract " : ""}${prototype(method)};`,
        ),
        "}",
      );
    }
    case "struct":
    case "header":
    case "header-union": {
      const { kind, name, typeParameters, fields } = declaration;
      return nested(
        `${words[kind]} ${name.text}${printTypeParameters(typeParameters)} {`,
        fields.map(field),
        "}",
      );
    }
    case "enum":
      return enumeration(declaration);
    case "error":
    case "match-kind":
      return nested(`${words[declaration.kind]} {`, listed(declaration.members.map(({ text }) => text)), "}");
    case "typedef":
    case "newtype":
      return [`${words[declaration.kind]} ${printType(declaration.type)} ${declaration.name.text};`];
  }
};

/** Commas behind all but the last. */
const listed = (lines: Lines): Lines =>
  lines.map((line, index) => (index < lines.length - 1 ? `${line},` : line));

const signature = ({
  name,
  typeParameters,
  parameters,
}: Of<"parser-type" | "control-type" | "package-type"> | Of<"parser" | "control">): string =>
  `${name.text}${printTypeParameters(typeParameters)}${printParameters(parameters)}`;

const prototype = ({ returnType, name, typeParameters, parameters }: Prototype): string =>
  `${returnType === undefined ? "" : `${printType(returnType)} `}${name.text}${printTypeParameters(typeParameters)}${printParameters(parameters)}`;

const field = ({ annotations, type, name }: StructField): string =>
  `${before(annotations)}${printType(type)} ${name.text};`;

const enumeration = ({ name, representation, members }: Of<"enum">): Lines =>
  nested(
    `enum ${representation === undefined ? "" : `${printType(representation)} `}${name.text} {`,
    listed(
      members.map(
        (member) =>
          `${before(member.annotations)}${member.name.text}${member.value === undefined ? "" : ` = ${printExpression(member.value)}`}`,
      ),
    ),
    "}",
  );

const valueSet = ({ annotations, type, size, name }: Of<"value-set">): string =>
  `${before(annotations)}value_set<${printType(type)}>(${printExpression(size)}) ${name.text};`;

const action = ({ annotations, name, parameters, body }: ActionDeclaration): Lines => [
  ...annotations.map(printAnnotation),
  ...block(`action ${name.text}${printParameters(parameters)} `, body),
];

const constructorParameters = ({ constructorParameters: parameters }: Of<"parser" | "control">): string =>
  parameters.length === 0 ? "" : printParameters(parameters);

const parser = (declaration: Of<"parser">): Lines => [
  `parser ${signature(declaration)}${constructorParameters(declaration)} {`,
  ...nest([...declaration.locals.flatMap(local), ...declaration.states.flatMap(state)]),
  "}",
];

const control = (declaration: Of<"control">): Lines => [
  `control ${signature(declaration)}${constructorParameters(declaration)} {`,
  ...nest([
    ...declaration.locals.flatMap(local),
    ...block(`apply ${before(declaration.apply.annotations)}`, declaration.apply),
  ]),
  "}",
];

const local = (declaration: ParserLocal | ControlLocal): Lines => {
  switch (declaration.kind) {
    case "constant":
      return [constant(declaration)];
    case "variable":
      return [`${variable(declaration)};`];
    case "instantiation":
      return instantiation(declaration);
    case "value-set":
      return [valueSet(declaration)];
    case "action":
      return action(declaration);
    case "table":
      return table(declaration);
  }
};

const state = ({ annotations, name, statements, transition: last }: ParserState): Lines => [
  ...annotations.map(printAnnotation),
  ...nested(
    `state ${name.text} {`,
    [...statements.flatMap(printStatement), ...(last === undefined ? [] : transition(last))],
    "}",
  ),
];

const transition = (next: Transition): Lines =>
  next.kind === "direct"
    ? [`transition ${next.next.text};`]
    : nested(
        `transition select(${next.keys.map(printExpression).join(", ")}) {`,
        next.cases.map(({ keyset, next: { text } }) => `${printExpression(keyset)}: ${text};`),
        "}",
      );
