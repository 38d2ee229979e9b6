import { entries } from "./entry.ts";

const error = (summary: string) => ({ severity: "error", category: "preprocessor", summary }) as const;
const warning = (summary: string) => ({ severity: "warning", category: "preprocessor", summary }) as const;

/** Codes P01xx. */
export const preprocess = entries({
  P0101: error("an included file is not found"),
  P0102: error("an #include without a file's name, or with text behind it"),
  P0103: error("includes nest too deep, are a cycle without a guard, or are too many"),
  P0105: error("#include_next or #import"),
  P0106: error("a conditional without #endif in its file"),
  P0107: error("#else, #elif or #endif without #if in the file"),
  P0108: error("#else or #elif after #else"),
  P0109: error("a bad expression or name in a conditional"),
  P0111: error("a comment that is never closed"),
  P0112: error("a string that is never closed"),
  P0113: error("a bad #define or #undef"),
  P0114: { severity: "warning", category: "redefined", summary: "a macro that is redefined differently" },
  P0115: error("a macro's use with the wrong number of arguments"),
  P0116: error("a macro's use whose arguments are not closed in the same file"),
  P0117: warning("## makes something that is not one token"),
  P0118: error("#error"),
  P0119: warning("#warning"),
  P0120: error("a directive that the preprocessor does not know"),
  P0121: error("a bad #line or line marker"),
  P0122: error("macros expand to too much text"),
  P0123: error("uses of macros nest too deep in arguments"),
  P0124: error("a file that is no text: NUL bytes, UTF-16, or too large"),
  P0125: { severity: "warning", category: "encoding", summary: "a string that is not valid UTF-8" },
  P0126: warning("the main file is empty"),
  P0127: warning("text behind a directive that takes none"),
  P0128: error("a -D that is not NAME or NAME=VALUE"),
});
