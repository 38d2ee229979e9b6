/** Which parser is meant: the one that `main` is made with, the one named on the command line, or the only one there is. */
import type {
  Argument,
  Expression,
  InstantiationDeclaration,
  Parameter,
  TypeRef,
} from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { type Analysis, globalEnv } from "./context.ts";
import {
  type Entity,
  type InterfaceEntity,
  lookup,
  type ParserEntity,
  type ParserReference,
  type Scope,
} from "./entities.ts";
import { describeEntity } from "./names.ts";
import { didYouMean } from "./suggest.ts";

/** The parameter of a package that a parser is given for. */
export interface Wanted {
  readonly parameter: Parameter;
  readonly package: InterfaceEntity;
  /** The package's type arguments as they are written, if they are. */
  readonly typeArguments: readonly TypeRef[];
}

export interface Chosen {
  readonly reference: ParserReference;
  /** The package that `main` instantiates. */
  readonly packageName: string | undefined;
  /** The parser type that the package's parameter asks for, as it is written there. */
  readonly wanted: Wanted | undefined;
  readonly span: Span;
}

/** How deep packages inside packages are followed. */
const MAX_PACKAGES = 16;

const baseName = (ref: TypeRef): string | undefined =>
  ref.kind === "type-name" ? ref.name.text : ref.kind === "type-specialized" ? baseName(ref.base) : undefined;

const allParsers = (analysis: Analysis): readonly ParserEntity[] =>
  [...analysis.globals.entities.values()].flatMap((list) =>
    list.filter((entity) => entity.kind === "parser"),
  );

interface Made {
  readonly type: TypeRef;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

/** What an expression among a package's arguments makes: a constructor call, or the instance that a name stands for. */
const madeBy = (node: Expression, scope: Scope): Made | undefined => {
  if (node.kind === "call") {
    const { callee } = node;
    const base: TypeRef | undefined =
      callee.kind === "type-expression"
        ? callee.type
        : callee.kind === "path"
          ? { kind: "type-name", name: callee.name, global: callee.global, span: callee.span }
          : undefined;
    if (base === undefined) return undefined;
    const type: TypeRef =
      node.typeArguments.length === 0
        ? base
        : { kind: "type-specialized", base, arguments: node.typeArguments, span: base.span };
    return { type, arguments: node.arguments, span: node.span };
  }
  if (node.kind !== "path") return undefined;
  const [entity] = lookup(scope, node.name.text);
  if (entity?.kind !== "top-instance") return undefined;
  const { declaration } = entity;
  return { type: declaration.type, arguments: declaration.arguments, span: declaration.span };
};

const entityOf = (ref: TypeRef, scope: Scope, kind: "parser" | "interface"): Entity | undefined => {
  const name = baseName(ref);
  return name === undefined ? undefined : lookup(scope, name).find((entity) => entity.kind === kind);
};

/** The first parser among a package's arguments, those of packages among them included. */
const parserIn = (made: Made, packageName: string, analysis: Analysis, depth: number): Chosen | undefined => {
  const { globals } = analysis;
  const owner = entityOf(made.type, globals, "interface");
  if (depth > MAX_PACKAGES || owner?.kind !== "interface") return undefined;
  const { parameters } = owner.declaration;
  for (const [index, argument] of made.arguments.entries()) {
    const inside = madeBy(argument.value, globals);
    if (inside === undefined) continue;
    const parser = entityOf(inside.type, globals, "parser");
    if (parser?.kind !== "parser") {
      const nested = parserIn(inside, packageName, analysis, depth + 1);
      if (nested !== undefined) return nested;
      continue;
    }
    const env = globalEnv(analysis, globals);
    const object = analysis.check.construct(inside.type, inside.arguments, parser.name, inside.span, env);
    if (object?.kind !== "parser") return undefined;
    const parameter =
      argument.name === undefined
        ? parameters[index]
        : parameters.find((candidate) => candidate.name.text === argument.name?.text);
    const typeArguments = made.type.kind === "type-specialized" ? made.type.arguments : [];
    return {
      reference: object.reference,
      packageName,
      wanted: parameter && { parameter, package: owner, typeArguments },
      span: inside.span,
    };
  }
  return undefined;
};

/** The top-level instance called `main`. */
const findMain = (analysis: Analysis): InstantiationDeclaration | undefined => {
  const main = analysis.globals.entities.get("main")?.find((entity) => entity.kind === "top-instance");
  return main?.kind === "top-instance" ? main.declaration : undefined;
};

/** Reports a `main` that is no package (specification 17.3). */
const isPackage = (main: InstantiationDeclaration | undefined, analysis: Analysis): boolean => {
  if (main === undefined) {
    const [other] = analysis.globals.entities.get("main") ?? [];
    // A function may have any name.
    if (other === undefined || other.kind === "function" || other.kind === "extern-function") return true;
    analysis.sink.report(
      "P0306",
      `\`main\` must be an instance of a package, but is ${describeEntity(other)}`,
      other.span,
    );
    return false;
  }
  const owner = entityOf(main.type, analysis.globals, "interface");
  if (owner?.kind === "interface" && owner.declaration.kind === "package-type") return true;
  analysis.sink.report("P0306", "`main` must be an instance of a package", main.name.span);
  return false;
};

/** A parser on its own, without a package. */
const alone = (entity: ParserEntity, analysis: Analysis, span: Span): Chosen | undefined => {
  const { declaration } = entity;
  const parameter = declaration.constructorParameters.find(
    (candidate) => candidate.defaultValue === undefined && !candidate.optional,
  );
  const open = declaration.typeParameters[0] ?? parameter?.name;
  if (open !== undefined) {
    analysis.sink.report(
      "P0306",
      `parser \`${entity.name}\` cannot be compiled on its own: nothing says what \`${open.text}\` is`,
      open.span,
      { help: `instantiate it in a package: \`ParserModel(${entity.name}(…)) main;\`` },
    );
    return undefined;
  }
  const constructed = analysis.check.construct(
    { kind: "type-name", name: { text: entity.name, span }, global: true, span },
    [],
    entity.name,
    span,
    globalEnv(analysis, analysis.globals),
  );
  if (constructed?.kind !== "parser") return undefined;
  return { reference: constructed.reference, packageName: undefined, wanted: undefined, span };
};

export interface Choice {
  readonly parser?: string;
  /** Whether a program without a parser is an error. */
  readonly requireParser: boolean;
}

/** The parser to compile; undefined (reported, if one is required) where there is none. */
export const chooseParser = (choice: Choice, program: Span, analysis: Analysis): Chosen | undefined => {
  const main = findMain(analysis);
  if (!isPackage(main, analysis)) return undefined;
  const packageName = main === undefined ? undefined : baseName(main.type);
  const fromMain =
    main === undefined || packageName === undefined
      ? undefined
      : parserIn({ type: main.type, arguments: main.arguments, span: main.span }, packageName, analysis, 0);
  if (choice.parser !== undefined) return byName(choice.parser, fromMain, program, analysis);
  if (fromMain !== undefined) return fromMain;
  const parsers = allParsers(analysis);
  const [only, second] = parsers;
  const { sink } = analysis;
  if (only === undefined) {
    if (choice.requireParser)
      sink.report(
        "P0306",
        "this program declares no parser",
        main?.name.span ?? { start: program.end, end: program.end },
        {
          help: "p4twin compiles a parser: declare one, and instantiate it in the package that is `main`",
        },
      );
    return undefined;
  }
  if (second === undefined) {
    const { declaration } = only;
    const open = declaration.typeParameters.length > 0 || declaration.constructorParameters.length > 0;
    return open && !choice.requireParser ? undefined : alone(only, analysis, only.span);
  }
  if (choice.requireParser)
    sink.report(
      "P0307",
      main === undefined
        ? "this program has several parsers, and no `main` that says which one is meant"
        : "this program has several parsers, and its `main` is made with none of them",
      main?.name.span ?? only.span,
      {
        notes: parsers
          .slice(0, 8)
          .map((parser) => ({ message: `parser \`${parser.name}\``, span: parser.span })),
        help: `choose one: \`--parser ${only.name}\``,
      },
    );
  return undefined;
};

const byName = (
  name: string,
  fromMain: Chosen | undefined,
  program: Span,
  analysis: Analysis,
): Chosen | undefined => {
  if (fromMain?.reference.entity.name === name) return fromMain;
  const parsers = allParsers(analysis);
  const entity = parsers.find((parser) => parser.name === name);
  if (entity !== undefined) return alone(entity, analysis, entity.span);
  const help = didYouMean(
    name,
    parsers.map((parser) => parser.name),
  );
  analysis.sink.report(
    "P0308",
    `there is no parser \`${name}\` in this program`,
    { start: program.start, end: program.start },
    help === undefined ? {} : { help },
  );
  return undefined;
};
