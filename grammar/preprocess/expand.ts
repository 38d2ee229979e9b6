import { readArguments } from "./arguments.ts";
import type { Place } from "./inclusion.ts";
import type { Macro } from "./macro.ts";
import { type Argument, stringToken, substitute } from "./substitute.ts";
import { madeToken, shown, type Token, withSpace } from "./token.ts";
import { newStream, nextIsParenthesis, nextPushed, pushTokens, type TokenStream } from "./token-stream.ts";
import { lineAndFile, noteAt, report, type Walk } from "./walk.ts";

/** How deep uses of macros may nest within arguments; far beyond C's guaranteed 63. */
const MAX_ARGUMENT_DEPTH = 200;

/** One expansion: where its macro is used, and what differs in an #if. */
export interface Expansion {
  readonly walk: Walk;
  /** The use, as far as it is read. */
  readonly use: () => Place;
  /** In an #if: whether a name is defined. `defined` is then an operator, also where a macro makes it. */
  readonly isDefined?: (name: string) => boolean;
  readonly depth: number;
}

/** Takes steps from the program's budget; on the first overdraft this is reported and all expansion stops. */
const charge = (expansion: Expansion, steps: number): boolean => {
  const { walk } = expansion;
  walk.budget -= steps;
  if (walk.budget >= 0) return true;
  if (!walk.expansionStopped) {
    walk.expansionStopped = true;
    report(walk, "P0122", "the macros of this program expand to too much text", expansion.use(), {
      help: "look for a macro whose replacement uses another macro several times, which does so in turn",
    });
  }
  return false;
};

const paint = (walk: Walk, token: Token): Token =>
  token.kind === "identifier" && !token.painted && walk.macros.byName.get(token.text)?.busy === true
    ? { ...token, painted: true }
    : token;

const builtinToken = (expansion: Expansion, kind: "line" | "file", space: boolean): Token => {
  const { inclusion, start } = expansion.use();
  const { line, file } = lineAndFile(expansion.walk, inclusion, start);
  return kind === "line" ? madeToken("number", String(line), space, 0) : stringToken(file, space);
};

const expandArgument = (expansion: Expansion, tokens: readonly Token[]): readonly Token[] => {
  if (expansion.depth >= MAX_ARGUMENT_DEPTH) {
    if (!expansion.walk.expansionStopped) {
      expansion.walk.expansionStopped = true;
      report(
        expansion.walk,
        "P0123",
        `uses of macros nest more than ${MAX_ARGUMENT_DEPTH} deep in arguments`,
        expansion.use(),
      );
    }
    return tokens;
  }
  const stream = newStream();
  pushTokens(stream, tokens);
  return expandStream({ ...expansion, depth: expansion.depth + 1 }, stream);
};

const makeArgument = (expansion: Expansion, tokens: readonly Token[]): Argument => {
  let expanded: readonly Token[] | undefined;
  return {
    tokens,
    expanded: () => {
      expanded ??= expandArgument(expansion, tokens);
      return expanded;
    },
  };
};

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Reads the arguments of a function-like macro's use; undefined when they are wrong, which is reported. */
const readUse = (
  expansion: Expansion,
  stream: TokenStream,
  macro: Macro,
): readonly Argument[] | undefined => {
  const { walk } = expansion;
  const result = readArguments(stream, macro, {
    charge: (steps) => charge(expansion, steps),
    paint: (token) => paint(walk, token),
  });
  if (result.kind === "arguments") return result.lists.map((tokens) => makeArgument(expansion, tokens));
  if (walk.expansionStopped) return undefined;
  const notes = macro.definedAt === undefined ? [] : [noteAt(walk, "it is defined here", macro.definedAt)];
  if (result.kind === "unterminated") {
    report(walk, "P0116", `the use of macro '${shown(macro.name)}' has no closing ')'`, expansion.use(), {
      notes,
    });
  } else {
    const wanted = macro.parameters?.length ?? 0;
    const takes = macro.variadic ? `at least ${plural(wanted - 1, "argument")}` : plural(wanted, "argument");
    report(
      walk,
      "P0115",
      `macro '${shown(macro.name)}' takes ${takes}, but is given ${result.given}`,
      expansion.use(),
      { notes },
    );
  }
  return undefined;
};

/** Pushes the expansion of a macro's use; false when the name stands for itself here. */
const enterMacro = (expansion: Expansion, stream: TokenStream, macro: Macro, name: Token): boolean => {
  if (macro.parameters !== undefined && !nextIsParenthesis(stream)) return false;
  const args = macro.parameters === undefined ? [] : readUse(expansion, stream, macro);
  if (args === undefined) return false;
  const { walk } = expansion;
  const replacement = substitute(macro, args, {
    charge: (steps) => charge(expansion, steps),
    badPaste: (left, right) =>
      report(
        walk,
        "P0117",
        `'${shown(left)}' and '${shown(right)}' put together are not one token`,
        expansion.use(),
      ),
  });
  if (walk.expansionStopped) return true;
  const [first, ...rest] = replacement;
  pushTokens(stream, first === undefined ? [] : [withSpace(first, name.space), ...rest], macro);
  return true;
};

/** `defined X` and `defined ( X )` in an #if; the operator itself is taken already. */
const definedOperator = (
  stream: TokenStream,
  operator: Token,
  isDefined: (name: string) => boolean,
): readonly Token[] => {
  const first = nextPushed(stream);
  if (first?.kind === "identifier")
    return [madeToken("number", isDefined(first.text) ? "1" : "0", operator.space, operator.at)];
  if (first === undefined) return [operator];
  const name = first.text === "(" ? nextPushed(stream) : undefined;
  const closing = name?.kind === "identifier" ? nextPushed(stream) : undefined;
  if (name !== undefined && closing?.text === ")")
    return [madeToken("number", isDefined(name.text) ? "1" : "0", operator.space, operator.at)];
  // Left as it is, for the expression's parser to refuse.
  return [operator, first, name, closing].filter((token) => token !== undefined);
};

/**
 * Reads all pushed tokens and expands the macros in them; goes on into the stream's source only for the arguments
 * of a macro whose name comes last.
 */
export const expandStream = (expansion: Expansion, stream: TokenStream): readonly Token[] => {
  const { walk, isDefined } = expansion;
  const out: Token[] = [];
  for (let token = nextPushed(stream); token !== undefined; token = nextPushed(stream)) {
    if (!charge(expansion, 1)) {
      while (nextPushed(stream) !== undefined);
      return out;
    }
    if (token.kind !== "identifier" || token.painted) {
      out.push(token);
      continue;
    }
    if (token.text === "defined" && isDefined !== undefined) {
      out.push(...definedOperator(stream, token, isDefined));
      continue;
    }
    const macro = walk.macros.byName.get(token.text);
    if (macro === undefined) out.push(token);
    else if (macro.busy) out.push({ ...token, painted: true });
    else if (macro.builtin !== undefined) out.push(builtinToken(expansion, macro.builtin, token.space));
    else if (!enterMacro(expansion, stream, macro, token)) out.push(token);
  }
  return out;
};

/** Expands all macros in the tokens of a directive. */
export const expandTokens = (expansion: Expansion, tokens: readonly Token[]): readonly Token[] => {
  const stream = newStream();
  pushTokens(stream, tokens);
  return expandStream(expansion, stream);
};
