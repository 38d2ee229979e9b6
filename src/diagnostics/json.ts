import { catalogue } from "./catalogue/index.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { SourceMap, Span } from "./span.ts";

/** A finding for machines: what `check --format json` promises for each. */
export interface JsonFinding {
  readonly code: string;
  readonly category: string;
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

const position = (span: Span | undefined, map: SourceMap | undefined) => {
  const at = span === undefined ? undefined : map?.resolve(span);
  return { file: at?.file ?? null, line: at?.line ?? null, column: at?.column ?? null };
};

/** `fallbackFile` is named where the finding has no place of its own. */
export const toJsonFinding = (
  finding: Diagnostic,
  map: SourceMap | undefined,
  fallbackFile: string | null,
): JsonFinding => {
  const at = position(finding.span, map);
  return {
    code: finding.code,
    category: catalogue[finding.code].category,
    message: finding.message,
    ...at,
    file: at.file ?? fallbackFile,
  };
};

/** The findings of a compilation, one object a line, with everything that the text form shows. */
export const renderJsonLines = (
  found: readonly Diagnostic[],
  map: SourceMap | undefined,
  mainFile: string,
): string =>
  found
    .map((finding) => {
      const end = finding.span === undefined ? undefined : map?.resolve(finding.span);
      const line = {
        severity: finding.severity,
        ...toJsonFinding(finding, map, mainFile),
        endLine: end?.endLine ?? null,
        endColumn: end?.endColumn ?? null,
        notes: finding.notes.map(({ message, span }) => ({ message, ...position(span, map) })),
        help: finding.help ?? null,
      };
      return `${JSON.stringify(line)}\n`;
    })
    .join("");
