/** What became of the programs, in numbers and one by one. */
import type { P4Target } from "../../src/output/p4-targets.ts";

/** How far a program came: refused by p4twin or by p4c, otherwise in the model than in the reference, the same. */
export type Stage = (typeof stages)[number];

const stages = ["p4twin", "p4c", "not run", "differs", "agrees"] as const;

export const isStage = (value: unknown): value is Stage => stages.some((stage) => stage === value);

export interface Outcome {
  readonly name: string;
  readonly arch: P4Target;
  readonly stage: Stage;
  /** What p4c warns of, one text each. */
  readonly warnings: readonly string[];
  /** What it lacks; empty where it lacks nothing. */
  readonly reason: string;
  /** That the model and the reference were compared on. */
  readonly packets: number;
}

const count = (outcomes: readonly Outcome[], ...wanted: readonly Stage[]): number =>
  outcomes.filter(({ stage }) => wanted.includes(stage)).length;

const sectionOf = (arch: P4Target, outcomes: readonly Outcome[], hasModel: boolean): readonly string[] => {
  const taken = outcomes.filter(({ stage }) => stage !== "p4twin" && stage !== "p4c");
  const quiet = taken.filter(({ warnings }) => warnings.length === 0).length;
  const packets = outcomes.reduce((sum, outcome) => sum + outcome.packets, 0);
  const lines = [
    `${arch}: ${outcomes.length} programs`,
    `  taken by p4twin: ${outcomes.length - count(outcomes, "p4twin")}`,
    `  of these taken by p4c: ${taken.length}, without a warning: ${quiet}`,
  ];
  if (!hasModel) return lines;
  const ran = count(outcomes, "agrees", "differs");
  return [
    ...lines,
    `  of these run in the model: ${ran}, agree: ${count(outcomes, "agrees")} (${packets} packets)`,
  ];
};

/** What one of them lacks, line by line; nothing where it lacks nothing. */
export const detailsOf = ({ name, arch, stage, reason, warnings }: Outcome): readonly string[] => [
  ...(reason === "" ? [] : [`${name} (${arch}): ${stage}: ${reason}`]),
  ...warnings.map((warning) => `${name} (${arch}): p4c warns: ${warning}`),
];

/** models: the architectures whose programs were run. */
export const reportOf = (
  outcomes: readonly Outcome[],
  archs: readonly P4Target[],
  models: readonly P4Target[],
): readonly string[] =>
  archs.flatMap((arch) =>
    sectionOf(
      arch,
      outcomes.filter((outcome) => outcome.arch === arch),
      models.includes(arch),
    ),
  );

/** Whether nothing that p4twin took was refused by p4c, warned of, or run otherwise. */
export const isRight = (outcomes: readonly Outcome[]): boolean =>
  count(outcomes, "p4c", "differs") === 0 && outcomes.every(({ warnings }) => warnings.length === 0);
