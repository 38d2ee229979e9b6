import type { Annotation, AnnotationBody } from "../ast.ts";
import { printExpression } from "./terms.ts";

const body = (annotation: AnnotationBody): string => {
  switch (annotation.kind) {
    case "none":
      return "";
    case "unstructured":
      // A pragma among the tokens reaches to the end of its line.
      return `(${annotation.tokens.map((token) => (token.startsWith("@pragma") ? `${token}\n` : token)).join(" ")})`;
    case "expressions":
      return `[${annotation.values.map(printExpression).join(", ")}]`;
    case "pairs":
      return `[${annotation.pairs.map(({ key, value }) => `${key.text}=${printExpression(value)}`).join(", ")}]`;
  }
};

export const printAnnotation = (annotation: Annotation): string =>
  `@${annotation.name}${body(annotation.body)}`;

/** Annotations before something on the same line. */
export const before = (annotations: readonly Annotation[]): string =>
  annotations.map((annotation) => `${printAnnotation(annotation)} `).join("");

/** Annotations behind something on the same line. */
export const behind = (annotations: readonly Annotation[]): string =>
  annotations.map((annotation) => ` ${printAnnotation(annotation)}`).join("");
