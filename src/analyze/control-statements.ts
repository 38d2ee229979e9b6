/** Statements in controls and actions, as far as they can be judged without types. */
import type { BlockStatement, Statement } from "../../grammar/ast.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";

interface Place {
  /** "an action" */
  readonly place: string;
  /** What cannot be applied here. */
  readonly tables: ReadonlySet<string>;
  readonly sink: DiagnosticSink;
}

interface Pending {
  readonly statement: Statement;
  readonly inLoop: boolean;
}

/** What stands inside of a statement. */
const partsOf = ({ statement, inLoop }: Pending): readonly Pending[] => {
  switch (statement.kind) {
    case "block":
      return statement.statements.map((each) => ({ statement: each, inLoop }));
    case "if":
      return [statement.then, ...(statement.otherwise === undefined ? [] : [statement.otherwise])].map(
        (each) => ({ statement: each, inLoop }),
      );
    case "switch":
      return statement.cases.flatMap(({ body }) => (body === undefined ? [] : [{ statement: body, inLoop }]));
    case "for":
    case "for-in":
      return [{ statement: statement.body, inLoop: true }];
    default:
      return [];
  }
};

const checkOne = ({ statement, inLoop }: Pending, { place, tables, sink }: Place): void => {
  switch (statement.kind) {
    case "instantiation":
      sink.report("P0417", `nothing can be instantiated in ${place}`, statement.name.span, {
        help: "declare the instance in the control, in front of `apply`",
      });
      return;
    case "break":
    case "continue":
      if (!inLoop) sink.report("P0417", `\`${statement.kind}\` stands outside of a loop`, statement.span);
      return;
    case "switch": {
      const first = statement.cases.findIndex(({ label }) => label.kind === "default");
      const [after] = first < 0 ? [] : statement.cases.slice(first + 1);
      const label = statement.cases[first]?.label;
      if (after !== undefined && label !== undefined)
        sink.report("P0425", "no case can follow `default`", after.span, {
          notes: [{ message: "`default` is here", span: label.span }],
        });
      return;
    }
    case "call-statement": {
      const { expression } = statement;
      const callee = expression.kind === "call" ? expression.callee : undefined;
      if (callee?.kind !== "member" || callee.member.text !== "apply" || callee.base.kind !== "path") return;
      const { text } = callee.base.name;
      if (tables.has(text))
        sink.report("P0417", `table \`${text}\` cannot be applied in ${place}`, statement.span, {
          help: "apply it in the `apply` block of the control",
        });
      return;
    }
    default:
      return;
  }
};

/** Reports statements that cannot stand where they do. */
export const checkControlBody = (body: BlockStatement, place: Place): void => {
  const pending: Pending[] = [{ statement: body, inLoop: false }];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    checkOne(at, place);
    pending.push(...partsOf(at).toReversed());
  }
};
