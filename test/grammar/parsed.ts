import type { Declaration, Expression, Program, Statement } from "../../grammar/ast.ts";
import { parse } from "../../grammar/index.ts";
import { must } from "../../src/diagnostics/bug.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";

export interface Parsed {
  readonly program: Program | undefined;
  /** `line:column code message`, with notes and help on lines of their own. */
  readonly messages: readonly string[];
}

/** Parses a text; positions count from 1. */
export const parseText = (text: string): Parsed => {
  const sink = new DiagnosticSink();
  const program = parse(text, sink);
  const place = (offset: number): string => {
    const before = text.slice(0, offset);
    return `${before.split("\n").length}:${offset - before.lastIndexOf("\n")}`;
  };
  const messages = sink.all.map(({ code, message, span, notes, help }) =>
    [
      `${span === undefined ? "?" : place(span.start)} ${code} ${message}`,
      ...notes.map(
        (note) => `  note ${note.span === undefined ? "" : `${place(note.span.start)} `}${note.message}`,
      ),
      ...(help === undefined ? [] : [`  help ${help}`]),
    ].join("\n"),
  );
  return { program, messages };
};

/** Declarations of a text that has no mistakes. */
export const declarations = (text: string): readonly Declaration[] => {
  const { program, messages } = parseText(text);
  if (messages.length > 0) throw new Error(messages.join("\n"));
  return must(program, "program").declarations;
};

/** The statements of a text that stands in a control's apply block, behind `types` that it may name. */
export const statements = (text: string, types = "struct T {} enum E { a }"): readonly Statement[] => {
  const control = declarations(`${types} control Test() { apply { ${text} } }`).at(-1);
  if (control?.kind !== "control") throw new Error("no control");
  return control.apply.statements;
};

/** The expression of a text. */
export const expression = (text: string): Expression => {
  const [statement] = statements(`x = ${text};`);
  if (statement?.kind !== "assignment") throw new Error("no assignment");
  return statement.value;
};

/** A tree without its spans, bigints as text. */
export const bare = (tree: unknown): unknown =>
  JSON.parse(
    JSON.stringify(tree, (key, value: unknown) =>
      key === "span" ? undefined : typeof value === "bigint" ? `${value}n` : value,
    ),
  );
