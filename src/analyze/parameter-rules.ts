/** Which types a parameter may have, and with which direction (specification 6.8, 7.2.8). */
import type { Parameter } from "../../grammar/ast.ts";
import type { Analysis } from "./context.ts";
import { describeType } from "./print-type.ts";
import { isUnknown, originOf } from "./type-facts.ts";
import type { Type } from "./typed.ts";

/** Whose parameters: a function's, those at run time or at compile time of a parser or control, or those of a type. */
export type Owner = "function" | "body" | "constructor" | "prototype" | "interface";

/** "control", "parser" or "package" for the type of an object that is made at compile time. */
export const objectKind = (type: Type): "control" | "parser" | "package" | undefined => {
  const entity = originOf(type)?.entity;
  if (entity?.kind === "parser" || entity?.kind === "control") return entity.kind;
  if (entity?.kind !== "interface") return undefined;
  switch (entity.declaration.kind) {
    case "control-type":
      return "control";
    case "parser-type":
      return "parser";
    case "package-type":
      return "package";
  }
};

/** Why a parameter of this type has no direction; undefined where it may have one. */
const directionless = (type: Type): string | undefined => {
  if (type.kind === "extern" || objectKind(type) !== undefined)
    return "an object is given by reference, not copied in or out";
  if (type.kind === "string" || type.kind === "integer") return "its value must be known at compile time";
  return undefined;
};

/** Reports what is wrong with a parameter's type. */
export const checkParameterType = (
  { direction, type: ref, name, optional, annotations, span }: Parameter,
  type: Type,
  owner: Owner,
  { sink }: Analysis,
): void => {
  if (optional && owner === "function") {
    const where = annotations.find((annotation) => annotation.name === "optional")?.span ?? span;
    sink.report("P0417", `parameter \`${name.text}\` of a function cannot be optional`, where, {
      help: "give it a default value instead: `… = …`",
    });
  }
  if (isUnknown(type)) return;
  const why = direction === "none" ? undefined : directionless(type);
  if (why !== undefined) {
    sink.report(
      "P0430",
      `parameter \`${name.text}\` of ${describeType(type)} cannot have the direction \`${direction}\`: ${why}`,
      ref.span,
      { help: `write it without \`${direction}\`` },
    );
    return;
  }
  const object = objectKind(type);
  if (object !== undefined && (owner === "function" || owner === "body" || owner === "prototype"))
    sink.report("P0430", `parameter \`${name.text}\` cannot be a ${object}`, ref.span, {
      help: "parsers and controls are given to constructors of parsers, controls and packages",
    });
};
