/**
 * What the analysis bounds, so that no program makes it (or what comes after it) grow without limit. Each limit is
 * far beyond what programs use; a program that passes one is refused with a diagnostic that names the limit.
 */

/** Bits of `bit<W>` and `int<W>`, of a concatenation too. p4c's default as well. */
export const MAX_WIDTH = 2048;

/** Bits of `varbit<W>`: the longest packet. */
export const MAX_VARBIT_WIDTH = 65_535 * 8;

/** Bits of the magnitude of an `int` constant. */
export const MAX_INTEGER_BITS = 65_536;

/** Elements of a stack. */
export const MAX_STACK_SIZE = 4096;

/** Parts that one type consists of: fields of fields, and those of all elements of its stacks. */
export const MAX_TYPE_PARTS = 1 << 16;

/** Entries of a value set. */
export const MAX_VALUE_SET_SIZE = 1 << 16;

/** Types inside types: a struct's field that is a struct, whose field … */
export const MAX_TYPE_DEPTH = 64;

/** Levels of source inside one another: expressions, statements, and the bodies of what is called. */
export const MAX_NESTING = 400;

/** Operands of one chain such as `a + b + c …` that does not fold to a constant. */
export const MAX_CHAIN = 400;

/** Applied parsers inside applied parsers. */
export const MAX_PARSER_DEPTH = 32;

/** Calls of functions inside called functions. */
export const MAX_CALL_DEPTH = 32;

/** The greatest N of `@max_visits(N)`. */
export const MAX_MAX_VISITS = 65_536;
