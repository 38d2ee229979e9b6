/** Instances of externs with abstract methods: `Extern(…) name = { … };` (specification 11.3.2). */
import type { FunctionDeclaration, InstantiationDeclaration, Prototype } from "../../grammar/ast.ts";
import { type Env, globalEnv } from "./context.ts";
import { type Entity, type ExternEntity, lookup } from "./entities.ts";
import { checkDistinct } from "./heads.ts";
import { bindTypeParameters } from "./specialize.ts";
import { didYouMean } from "./suggest.ts";
import { freshVariable, isUnknown } from "./type-facts.ts";
import { mentionsVariable, sameType } from "./type-relations.ts";
import type { Type } from "./typed.ts";

const externOf = (node: InstantiationDeclaration, env: Env): Entity | undefined => {
  const base = node.type.kind === "type-specialized" ? node.type.base : node.type;
  return base.kind === "type-name" ? lookup(env.scope, base.name.text)[0] : undefined;
};

const differ = (a: Type, b: Type): boolean =>
  !isUnknown(a) && !isUnknown(b) && !mentionsVariable(a) && !mentionsVariable(b) && !sameType(a, b);

/** What the method has otherwise than its abstract declaration; undefined where they agree. */
const difference = (
  method: FunctionDeclaration,
  model: Prototype,
  owner: ExternEntity,
  written: readonly Type[],
  env: Env,
): string | undefined => {
  const { length } = model.parameters;
  const required = model.parameters.filter((parameter) => !parameter.optional).length;
  if (method.parameters.length < required || method.parameters.length > length) return "other parameters";
  const names = owner.declaration.typeParameters;
  const types = names.map((name, index) => written[index] ?? freshVariable(name.text));
  const outer = bindTypeParameters(owner.scope, names, types);
  const variables = model.typeParameters.map((name) => freshVariable(name.text));
  const inside = globalEnv(env.analysis, bindTypeParameters(outer, model.typeParameters, variables));
  const own = method.typeParameters.map((name) => freshVariable(name.text));
  const here = globalEnv(env.analysis, bindTypeParameters(env.scope, method.typeParameters, own));
  const { type } = env.analysis.check;
  for (const [index, parameter] of method.parameters.entries()) {
    const wanted =
      method.parameters.length === length
        ? model.parameters[index]
        : model.parameters.find((candidate) => candidate.name.text === parameter.name.text);
    if (wanted === undefined) continue;
    const text = `\`${parameter.name.text}\``;
    if (wanted.direction !== parameter.direction) return `another direction of ${text}`;
    if (differ(type(wanted.type, inside), type(parameter.type, here))) return `another type of ${text}`;
  }
  const returns = model.returnType;
  if (returns !== undefined && differ(type(returns, inside), type(method.returnType, here)))
    return "another type to return";
  return undefined;
};

const checkMethod = (
  method: FunctionDeclaration,
  abstracts: readonly Prototype[],
  owner: ExternEntity,
  written: readonly Type[],
  env: Env,
): void => {
  const { sink } = env.analysis;
  const name = method.name.text;
  const model = abstracts.find((candidate) => candidate.name.text === name);
  if (model === undefined) {
    const help = didYouMean(
      name,
      abstracts.map((candidate) => candidate.name.text),
    );
    sink.report("P0431", `extern \`${owner.name}\` has no abstract method \`${name}\``, method.name.span, {
      notes: [{ message: `\`${owner.name}\` is declared here`, span: owner.span }],
      ...(help === undefined ? {} : { help }),
    });
    return;
  }
  const other = difference(method, model, owner, written, env);
  if (other === undefined) return;
  sink.report("P0431", `method \`${name}\` has ${other} than the abstract one`, method.name.span, {
    notes: [{ message: "the abstract method is declared here", span: model.name.span }],
  });
};

/** The methods that an instance of the extern must write. */
export const requiredMethods = ({ declaration }: ExternEntity): readonly Prototype[] =>
  declaration.methods.filter(
    (method) => method.abstract && !method.annotations.some((annotation) => annotation.name === "optional"),
  );

/** Checks the heads of the methods in an instance's block against its extern; their bodies run nowhere that a parser sees. */
export const checkInitializer = (node: InstantiationDeclaration, env: Env): void => {
  const owner = externOf(node, env);
  const { initializer } = node;
  const { sink, check } = env.analysis;
  if (owner?.kind !== "extern") {
    if (initializer !== undefined && owner !== undefined)
      sink.report("P0431", "only an instance of an extern can have a block of methods", node.name.span, {
        notes: [{ message: `\`${owner.name}\` is declared here`, span: owner.span }],
      });
    return;
  }
  for (const member of initializer ?? [])
    if (member.kind === "function") checkDistinct(member.typeParameters, "type parameter", env.analysis);
  const abstracts = owner.declaration.methods.filter((method) => method.abstract);
  if (initializer !== undefined && abstracts.length === 0) {
    sink.report(
      "P0431",
      `extern \`${owner.name}\` has no abstract methods, so its instances have no block`,
      node.name.span,
      { notes: [{ message: `\`${owner.name}\` is declared here`, span: owner.span }] },
    );
    return;
  }
  const written =
    node.type.kind === "type-specialized"
      ? node.type.arguments.filter((argument) => argument.kind !== "type-dontcare")
      : [];
  const types =
    written.length === owner.declaration.typeParameters.length
      ? written.map((argument) => check.type(argument, env))
      : [];
  const members = initializer ?? [];
  for (const member of members)
    if (member.kind === "function") checkMethod(member, abstracts, owner, types, env);
  // A misspelt one has been reported; the one that is missing then is most likely the same.
  if (members.some(({ name }) => !owner.declaration.methods.some((method) => method.name.text === name.text)))
    return;
  const missing = requiredMethods(owner).filter(
    (method) =>
      !members.some((member) => member.kind === "function" && member.name.text === method.name.text),
  );
  const [first] = missing;
  if (first !== undefined)
    sink.report(
      "P0431",
      `\`${node.name.text}\` lacks ${missing.map((method) => `\`${method.name.text}\``).join(", ")}, which extern \`${owner.name}\` declares abstract`,
      node.name.span,
      {
        notes: [{ message: "declared here", span: first.name.span }],
        help: `write it in a block: \`… ${node.name.text} = { … };\``,
      },
    );
};
