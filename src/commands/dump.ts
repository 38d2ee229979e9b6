import { printPreprocessed, printProgram as printTree } from "../../grammar/index.ts";
import type { Compilation, Source } from "../compile.ts";
import { toJson } from "../ir/json.ts";
import { printProgram } from "../ir/print.ts";
import type { NamedText } from "../output/write.ts";
import { stageNames } from "./stages.ts";

type Stage = {
  readonly name: (typeof stageNames)[number];
  readonly suffix: string;
  readonly text: NamedText["text"];
};

const stages = (source: Source, { tree, program, manifest }: Compilation): readonly Stage[] => [
  { name: "flatten", suffix: "p4", text: source.flattened },
  { name: "preprocess", suffix: "p4", text: printPreprocessed(source.preprocessed) },
  ...(tree === undefined ? [] : [{ name: "parse", suffix: "p4", text: printTree(tree) } as const]),
  ...(program === undefined
    ? []
    : [
        { name: "lower", suffix: "ir", text: printProgram(program) } as const,
        { name: "lower", suffix: "ir.json", text: toJson(program, source.identity) } as const,
      ]),
  ...(manifest === undefined
    ? []
    : [{ name: "manifest", suffix: "json", text: JSON.stringify(manifest, null, 2) } as const]),
];

/**
 * What the compiler had in its hands after each stage, as far as it came: NAME-1-flatten.p4 and so on. `wanted` are
 * parts of stages' names; without, all stages.
 */
export const dumpStages = (
  program: string,
  source: Source,
  compilation: Compilation,
  wanted: readonly string[] | undefined,
): readonly NamedText[] =>
  stages(source, compilation)
    .filter(({ name }) => wanted?.some((part) => name.includes(part)) ?? true)
    .map(({ name, suffix, text }) => ({
      path: `${program}-${stageNames.indexOf(name) + 1}-${name}.${suffix}`,
      text,
    }));
