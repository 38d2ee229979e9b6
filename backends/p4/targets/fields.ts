/** Short ways to write an architecture's own struct. */
import type { Field, Origin, ScalarType } from "../../../src/ir/ir.ts";

export const nowhere: Origin = { span: { start: 0, end: 0 }, line: 0 };

export const field = (name: string, type: ScalarType): Field => ({ name, type, origin: nowhere });
