import type { Decided } from "./match-round.ts";
import { hookOf, placeOf, programJson } from "./running.ts";
import { printMessage } from "./streams.ts";

/** A decision as --format json has it: the program, the decision, each device's. */
export const decidedJson = ({ program, decision }: Decided): Readonly<Record<string, unknown>> => {
  const { verdict, reason, text, alarm, devices } = decision;
  return { ...programJson(program), verdict, reason, text, alarm, devices };
};

/** A program in a few words. */
export const describeProgram = ({ program }: Decided): string => {
  const places = program.attached.map(placeOf).join(", ");
  return `${program.id} ${hookOf(program)} ${program.name || "-"}${places === "" ? "" : ` on ${places}`}`;
};

/** A decision in lines: the program's, and below it each device's where there are several. */
export const describeDecided = (decided: Decided): string => {
  const { verdict, text, devices } = decided.decision;
  const line = `${describeProgram(decided)}: ${verdict}: ${text}\n`;
  if (devices.length < 2) return line;
  return line + devices.map((each) => `    ${each.device}: ${each.verdict}: ${each.text}\n`).join("");
};

/** Two sources with one SHA-1: nobody is to overlook that. */
export const tellAlarms = (all: readonly Decided[]): void => {
  for (const decided of all.filter(({ decision }) => decision.alarm)) {
    const { text, devices } = decided.decision;
    const alarms = devices.filter(({ alarm }) => alarm).map((each) => `${each.device}: ${each.text}`);
    const lines = alarms.length > 0 ? alarms : [text];
    printMessage(
      `ALARM: program ${describeProgram(decided)}\n${lines.map((line) => `ALARM: ${line}\n`).join("")}`,
    );
  }
};
