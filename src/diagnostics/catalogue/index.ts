import { ebpf } from "./ebpf.ts";
import { identity } from "./identity.ts";
import { io } from "./io.ts";
import { lower } from "./lower.ts";
import { names } from "./names.ts";
import { p4 } from "./p4.ts";
import { preprocess } from "./preprocess.ts";
import { syntax } from "./syntax.ts";
import { test } from "./test.ts";
import { types } from "./types.ts";

/** The one catalogue of codes, by phase: P00 files, P01 preprocessor, P02 syntax, P03 names, P04 types, P05 lowering, P06 eBPF, P07 P4, P08 tests, P09 identity at run time. */
export const catalogue = {
  ...io,
  ...preprocess,
  ...syntax,
  ...names,
  ...types,
  ...lower,
  ...ebpf,
  ...p4,
  ...test,
  ...identity,
};

export type Code = keyof typeof catalogue;
