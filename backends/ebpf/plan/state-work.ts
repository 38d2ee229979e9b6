/**
 * What a state costs the verifier, counted on the IR before anything is printed: instructions that it walks, and
 * conditional jumps of which it notes the other side. Roughly, for clang joins some and makes more of others.
 */
import type {
  Expression,
  Operation,
  Pattern,
  State,
  Transition,
  Type,
  TypeDeclaration,
} from "../../../src/ir/ir.ts";
import { wireWidth } from "../../../src/ir/types.ts";
import { expressionsOf, expressionsWithin } from "../../../src/ir/walk.ts";
import { conjuncts, rejectingOf } from "../values/verify.ts";

export interface Cost {
  readonly instructions: number;
  /** On the longest way through. */
  readonly jumps: number;
  /** Of these, jumps of which one side rejects. */
  readonly rejects: number;
  /**
   * Instructions, where what is behind an `if` counts once for each way through it that the verifier tells from the
   * others: by how far the cursor has come, and by which headers are valid.
   */
  readonly walked: number;
  /** Such ways at the end. */
  readonly ways: number;
}

type Types = ReadonlyMap<string, TypeDeclaration>;

/** More ways than that are hardly told apart: the verifier finds that it has seen them. */
export const MOST_WAYS = 4;

export const NOTHING: Cost = { instructions: 0, jumps: 0, rejects: 0, walked: 0, ways: 1 };

const cost = (instructions: number, jumps = 0, rejects = 0): Cost => ({
  instructions,
  jumps,
  rejects,
  walked: instructions,
  ways: 1,
});

/** One behind the other. */
export const plus = (left: Cost, right: Cost): Cost => ({
  instructions: left.instructions + right.instructions,
  jumps: left.jumps + right.jumps,
  rejects: left.rejects + right.rejects,
  walked: left.walked + left.ways * right.walked,
  ways: Math.min(MOST_WAYS, left.ways * right.ways),
});

/** Whether the verifier knows by it, afterwards, that it was done. */
const showsAfter = (operation: Operation): boolean => {
  switch (operation.kind) {
    case "extract":
    case "extract-varbit":
    case "advance":
    case "copy-header":
    case "set-validity":
      return true;
    case "if":
      return [...operation.then, ...operation.otherwise].some(showsAfter);
    default:
      return false;
  }
};

const all = <T>(items: Iterable<T>, of: (item: T) => Cost): Cost => {
  let total = NOTHING;
  for (const item of items) total = plus(total, of(item));
  return total;
};

const COMPARISONS: ReadonlySet<string> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

const costOfPart = (part: Expression): Cost => {
  switch (part.kind) {
    case "mux":
      return cost(1, 1);
    case "binary":
      if (COMPARISONS.has(part.operator)) return cost(2, 1);
      return part.operator === "add-sat" || part.operator === "sub-sat" ? cost(3, 1) : cost(2);
    case "read":
    case "is-valid":
    case "next-index":
      return cost(1);
    case "cast":
    case "slice":
      return cost(1);
    default:
      return NOTHING;
  }
};

/** Of an expression; words of 64 bits count singly. */
const costOfExpression = (root: Expression): Cost => {
  const { type } = root;
  const words = type.kind === "bits" ? Math.ceil(type.width / 64) : 1;
  const once = all(expressionsWithin(root), costOfPart);
  return { ...once, instructions: once.instructions * words, walked: once.walked * words };
};

const fieldsIn = (types: Types, type: Type): number => {
  const fields = type.kind === "header" ? (types.get(type.name)?.fields ?? []) : [];
  return fields.reduce((sum, field) => sum + Math.ceil((wireWidth(types, field.type) ?? 0) / 64), 0);
};

const costOfOperation = (operation: Operation, types: Types): Cost => {
  const values = all(expressionsOf(operation), costOfExpression);
  switch (operation.kind) {
    case "extract": {
      const isNext = operation.header.path.some(({ kind }) => kind === "next");
      const base = cost(6 + 4 * fieldsIn(types, operation.header.type), 1, 1);
      return plus(values, isNext ? plus(base, cost(6, 1, 1)) : base);
    }
    case "extract-varbit":
      return plus(values, cost(26 + 4 * fieldsIn(types, operation.header.type), 6, 6));
    case "advance":
      return plus(values, operation.bits.kind === "bits" ? cost(4, 1, 1) : cost(14, 3, 3));
    case "lookahead":
      return plus(values, cost(3 + 4 * operation.loads.length, 1, 1));
    case "verify": {
      const rejects = conjuncts(operation.condition).filter((part) => rejectingOf(part) !== undefined).length;
      return plus({ ...values, rejects }, cost(2, rejects === 0 ? 1 : 0));
    }
    case "if": {
      const then = all(operation.then, (inner) => costOfOperation(inner, types));
      const otherwise = all(operation.otherwise, (inner) => costOfOperation(inner, types));
      const longer = then.jumps > otherwise.jumps ? then : otherwise;
      return plus(plus(values, cost(2, 1)), {
        ...longer,
        instructions: then.instructions + otherwise.instructions,
        walked: then.walked + otherwise.walked,
        ways: showsAfter(operation) ? Math.min(MOST_WAYS, then.ways + otherwise.ways) : 1,
      });
    }
    case "assign":
      return plus(values, cost(2));
    case "copy-header":
      return plus(values, cost(2 * fieldsIn(types, operation.target.type) + 2));
    default:
      return plus(values, cost(2));
  }
};

const costOfPattern = ({ kind }: Pattern): Cost =>
  kind === "any" ? NOTHING : kind === "range" ? cost(4, 2) : kind === "value-set" ? cost(20, 2) : cost(3, 1);

const costOfTransition = (transition: Transition): Cost =>
  transition.kind === "goto"
    ? cost(1)
    : plus(
        all(transition.keys, costOfExpression),
        all(transition.rows, ({ patterns }) => all(patterns, costOfPattern)),
      );

/** Of one walk through a state. */
export const costOfState = ({ operations, transition }: State, types: Types): Cost =>
  plus(
    all(operations, (operation) => costOfOperation(operation, types)),
    costOfTransition(transition),
  );
