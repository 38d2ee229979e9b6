import type { Subject } from "../../src/engines/index.ts";
import { errorsOf, twinOf } from "../differential/twin.ts";

export const subjectOf = (name: string, text: string): Subject => {
  const twin = twinOf(name, text);
  if (twin.kind === "refused") throw new Error(errorsOf(twin.findings));
  return { typed: twin.typed, program: twin.program, identity: twin.source.identity };
};
