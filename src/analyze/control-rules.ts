/** Rules of controls that need no types: what may stand where, and what only once (specification 14). */
import type { ActionDeclaration, ControlDeclaration, ControlLocal, Name } from "../../grammar/ast.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Span } from "../diagnostics/span.ts";
import { checkControlBody } from "./control-statements.ts";
import { checkTable } from "./tables.ts";

/** An action's parameters: those without direction come last, since the control plane gives them (14.1). */
const checkParameters = ({ parameters }: ActionDeclaration, sink: DiagnosticSink): void => {
  let directionless: Name | undefined;
  for (const { direction, name, defaultValue } of parameters) {
    if (direction === "none") directionless ??= name;
    else if (directionless !== undefined)
      sink.report(
        "P0417",
        `parameter \`${name.text}\` has a direction, but stands behind one without`,
        name.span,
        {
          notes: [{ message: `\`${directionless.text}\` has no direction`, span: directionless.span }],
          help: "write the parameters without direction last: the control plane gives them",
        },
      );
    if (defaultValue !== undefined && (direction === "out" || direction === "inout"))
      sink.report(
        "P0409",
        `parameter \`${name.text}\` is \`${direction}\`, so it cannot have a default value`,
        defaultValue.span,
      );
  }
};

/** Checks an action. */
export const checkAction = (
  action: ActionDeclaration,
  sink: DiagnosticSink,
  tables: ReadonlySet<string> = new Set(),
): void => {
  checkParameters(action, sink);
  checkControlBody(action.body, { place: "an action", tables, sink });
};

/** What a control declares, but for its actions and instances: those may have the name of what they overload. */
const checkNames = (locals: readonly ControlLocal[], sink: DiagnosticSink): void => {
  const seen = new Map<string, Span>();
  for (const { name } of locals) {
    const before = seen.get(name.text);
    if (before === undefined) seen.set(name.text, name.span);
    else
      sink.report("P0302", `\`${name.text}\` is already declared`, name.span, {
        notes: [{ message: "first declared here", span: before }],
      });
  }
};

/** Checks a control's tables, actions and statements. */
export const checkControlRules = ({ locals, apply }: ControlDeclaration, sink: DiagnosticSink): void => {
  checkNames(locals, sink);
  const tables = new Set(locals.filter(({ kind }) => kind === "table").map(({ name }) => name.text));
  for (const local of locals) {
    if (local.kind === "action") checkAction(local, sink, tables);
    if (local.kind === "table") checkTable(local, sink);
  }
  checkControlBody(apply, { place: "the `apply` block of a control", tables: new Set(), sink });
};
