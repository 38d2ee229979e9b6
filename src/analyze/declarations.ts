/** The declarations of the program, in order: each sees what stands above it (specification 6.8). */
import type { Declaration, Name } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { checkAnnotations } from "./annotations.ts";
import { type Analysis, type Env, globalEnv } from "./context.ts";
import { type Entity, scopeBefore } from "./entities.ts";
import { declareEnum } from "./enums.ts";
import { checkHead } from "./heads.ts";
import { declare } from "./names.ts";
import { describeType } from "./print-type.ts";
import { isUnknown, unknownType } from "./type-facts.ts";
import type { Type } from "./typed.ts";
import { constantValue } from "./variables.ts";

/** Declares everything at the top level. Types and constants are worked out at once, the rest when it is reached. */
export const declareAll = (declarations: readonly Declaration[], analysis: Analysis): void => {
  for (const declaration of declarations) {
    const name = nameOf(declaration);
    if (name !== undefined && !analysis.declared.has(name.text))
      analysis.declared.set(name.text, { name: name.span, whole: declaration.span });
  }
  for (const [index, declaration] of declarations.entries()) {
    const env = globalEnv(analysis, scopeBefore(analysis.globals, index));
    declareOne(declaration, index, env);
  }
};

const nameOf = (declaration: Declaration): Name | undefined => {
  switch (declaration.kind) {
    case "error":
    case "match-kind":
      return undefined;
    case "extern-function":
      return declaration.prototype.name;
    default:
      return declaration.name;
  }
};

const declareOne = (node: Declaration, order: number, env: Env): void => {
  const { analysis, scope } = env;
  const put = (entity: Entity): void => {
    declare(analysis, analysis.globals, entity);
    checkHead(entity, analysis);
  };
  checkAnnotations(node, env);
  const named = (name: Name) => ({ name: name.text, span: name.span, order, scope });
  switch (node.kind) {
    case "error":
      declareMembers(node.members, analysis.errors, "error", env);
      return;
    case "match-kind":
      declareMembers(node.members, analysis.matchKinds, "match_kind", env);
      return;
    case "constant":
      put({ kind: "constant", ...named(node.name), value: constantValue(node, env) });
      return;
    case "struct":
    case "header":
    case "header-union": {
      const entity = { kind: "generic-type", declaration: node, ...named(node.name) } as const;
      // Worked out before it is declared: it cannot contain itself.
      checkHead(entity, analysis);
      declare(analysis, analysis.globals, entity);
      return;
    }
    case "enum":
      put({ kind: "type", ...named(node.name), type: declareEnum(node, env) });
      return;
    case "typedef":
    case "newtype":
      put({ kind: "type", ...named(node.name), type: aliasType(node, env) });
      return;
    case "extern-object":
      put({ kind: "extern", declaration: node, ...named(node.name) });
      return;
    case "extern-function":
      put({ kind: "extern-function", prototype: node.prototype, ...named(node.prototype.name) });
      return;
    case "parser-type":
    case "control-type":
    case "package-type":
      put({ kind: "interface", declaration: node, ...named(node.name) });
      return;
    case "parser":
      put({ kind: "parser", declaration: node, ...named(node.name) });
      return;
    case "control":
      put({ kind: "control", declaration: node, ...named(node.name) });
      return;
    case "function":
      put({ kind: "function", declaration: node, ...named(node.name) });
      return;
    case "action":
      put({ kind: "action", declaration: node, ...named(node.name) });
      return;
    case "instantiation":
      put({ kind: "top-instance", declaration: node, ...named(node.name) });
      return;
    case "value-set":
      analysis.sink.report("P0417", "a value set can be declared only in a parser", node.span);
      return;
  }
};

/** Members of all `error` declarations make one list; so do those of match_kind. */
const declareMembers = (members: readonly Name[], known: Map<string, Span>, what: string, env: Env): void => {
  for (const { text, span } of members) {
    const before = known.get(text);
    if (before === undefined) known.set(text, span);
    else
      env.analysis.sink.report("P0302", `${what} \`${text}\` is already declared`, span, {
        notes: [{ message: "first declared here", span: before }],
      });
  }
};

const aliasType = (node: Extract<Declaration, { readonly kind: "typedef" | "newtype" }>, env: Env): Type => {
  const type = env.analysis.check.type(node.type, env);
  if (isUnknown(type) || node.kind === "typedef") return type;
  if (mayBeNew(type))
    return { kind: "newtype", name: node.name.text, underlying: type, span: node.name.span };
  env.analysis.sink.report("P0404", `a new type cannot be made of ${describeType(type)}`, node.type.span, {
    help: `for another name of the same type write \`typedef … ${node.name.text};\``,
  });
  return unknownType;
};

/** Specification 7.2.13: new types are made of bits, bool, serializable enums and other new types. */
const mayBeNew = (type: Type): boolean => {
  switch (type.kind) {
    case "bits":
    case "bool":
    case "varbit":
    case "enum":
    case "newtype":
    case "error":
      return true;
    default:
      return false;
  }
};
