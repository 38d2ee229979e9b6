/** What can be said of a changed parse function that no packet has told from the right one. */
import type { Subject } from "../../src/engines/index.ts";
import type { KernelBench } from "../../src/engines/kernel-bench.ts";
import type { OutputFile } from "../../src/output/file.ts";
import type { Fate } from "./judge.ts";
import type { Mutation } from "./mutation.ts";
import { prove } from "./proof/prove.ts";
import { isSameCode } from "./same-code.ts";

export interface Change {
  readonly right: readonly OutputFile[];
  readonly wrong: readonly OutputFile[];
  /** Of the file that is changed: as it was, and as it is. */
  readonly text: string;
  readonly changed: string;
  readonly mutation: Mutation;
}

export interface Class {
  readonly fate: Fate;
  readonly reason: string;
}

export const classifyC = (
  bench: KernelBench,
  subject: Subject,
  { right, wrong, text, changed, mutation }: Change,
): Class => {
  if (isSameCode(bench, subject, right, wrong))
    return { fate: "same code", reason: "clang makes the same instructions of it" };
  const proof = prove(text, changed, mutation.line);
  if (proof.kind === "open") return { fate: "survives", reason: `no proof: ${proof.reason}` };
  return { fate: "proven", reason: `${proof.reason}, in packets of up to ${proof.most} bytes` };
};
