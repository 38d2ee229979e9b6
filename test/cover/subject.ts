import type { Subject } from "../../src/engines/index.ts";
import { mustTwin } from "../differential/twin.ts";

export const subjectOf = (name: string, text: string): Subject => mustTwin(name, text);
