import { prepare, type Trace } from "../reference/index.ts";
import type { Engine, Subject } from "./engine.ts";
import { entryOf, TOO_SHORT_FRAME } from "./frame.ts";

/** The reference interpreter on the source's typed tree. `trace` hears of each packet's way. */
export const openReference = (
  { typed, program, entries = new Map() }: Pick<Subject, "typed" | "program" | "entries">,
  trace: Trace = {},
): Engine => {
  const run = prepare(typed, trace);
  return {
    kind: "engine",
    name: "reference",
    observe: (frame, given) => {
      const entry = entryOf(program, frame, given);
      if (entry === undefined) return TOO_SHORT_FRAME;
      return {
        kind: "observed",
        observation: run(entry.packet, { inputs: entry.inputs, valueSets: entries }),
      };
    },
    close: () => {},
  };
};
