/** Tables (specification 14.2): their properties, and that they name the actions that they have. */
import type { Expression, TableDeclaration, TableProperty } from "../../grammar/ast.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Span } from "../diagnostics/span.ts";
import { didYouMean } from "./suggest.ts";

const nameOf = (property: TableProperty): string =>
  property.kind === "custom" ? property.name.text : property.kind;

/** The name of the action that `a` or `a(1)` stands for. */
const actionOf = (node: Expression): string | undefined => {
  if (node.kind === "call") return actionOf(node.callee);
  return node.kind === "path" ? node.name.text : undefined;
};

const checkOnce = (
  named: readonly { readonly name: string; readonly span: Span }[],
  what: string,
  sink: DiagnosticSink,
): void => {
  const seen = new Map<string, Span>();
  for (const { name, span } of named) {
    const before = seen.get(name);
    if (before === undefined) seen.set(name, span);
    else
      sink.report("P0302", `${what} \`${name}\` is given twice`, span, {
        notes: [{ message: "first given here", span: before }],
      });
  }
};

const checkListed = (node: Expression, listed: ReadonlySet<string>, sink: DiagnosticSink): void => {
  const name = actionOf(node);
  if (name === undefined || listed.has(name)) return;
  const help = didYouMean(name, listed) ?? `write it there: \`actions = { …; ${name}; }\``;
  sink.report("P0301", `\`${name}\` is none of this table's actions`, node.span, { help });
};

/** Checks a table's properties. */
export const checkTable = ({ name, properties }: TableDeclaration, sink: DiagnosticSink): void => {
  checkOnce(
    properties.map((property) => ({ name: nameOf(property), span: property.span })),
    "table property",
    sink,
  );
  const actions = properties.find((property) => property.kind === "actions");
  if (actions?.kind !== "actions") {
    sink.report("P0417", `table \`${name.text}\` has no actions`, name.span, {
      help: "write at least `actions = { NoAction; }`",
    });
    return;
  }
  const listed = actions.actions.flatMap(({ action }) => {
    const text = actionOf(action);
    return text === undefined ? [] : [{ name: text, span: action.span }];
  });
  checkOnce(listed, "action", sink);
  const names = new Set(listed.map((action) => action.name));
  const keys = properties.find((property) => property.kind === "key");
  for (const property of properties) {
    if (property.kind === "custom" && property.name.text === "default_action")
      checkListed(property.value, names, sink);
    if (property.kind !== "entries") continue;
    if (keys === undefined && property.entries.length > 0)
      sink.report("P0417", `table \`${name.text}\` has entries, but no key`, name.span, {
        notes: [{ message: "the entries are here", span: property.span }],
      });
    for (const entry of property.entries) checkListed(entry.action, names, sink);
  }
};
