import { catalogue } from "./catalogue/index.ts";
import type { Diagnostic, Note } from "./diagnostic.ts";
import { excerpt, harmless } from "./excerpt.ts";
import type { SourceMap, Span } from "./span.ts";

export interface RenderOptions {
  readonly color: boolean;
  /** After so many errors the rest is only counted. */
  readonly maxErrorCount: number;
}

const paint = (color: boolean, style: string, text: string): string =>
  color ? `\u001b[${style}m${text}\u001b[0m` : text;

const styles = { error: "1;31", warning: "1;35", note: "1;36", help: "1;32", place: "1" } as const;

/** `file:line:col: `, or nothing where there is no place. */
const place = (span: Span | undefined, map: SourceMap | undefined, { color }: RenderOptions): string => {
  if (span === undefined || map === undefined) return "";
  const { file, line, column } = map.resolve(span);
  return `${paint(color, styles.place, harmless(`${file}:${line}:${column}:`))} `;
};

const source = (
  span: Span | undefined,
  map: SourceMap | undefined,
  options: RenderOptions,
  style: string,
): string[] => {
  if (span === undefined || map === undefined) return [];
  const [line, carets] = excerpt(map.resolve(span));
  return [`    ${line}`, `    ${paint(options.color, style, carets)}`];
};

const renderNote = (note: Note, map: SourceMap | undefined, options: RenderOptions): string[] => [
  `${place(note.span, map, options)}${paint(options.color, styles.note, "note:")} ${harmless(note.message)}`,
  ...source(note.span, map, options, styles.note),
];

/** One finding for people: the message with its place, the source line, carets, notes, help. */
export const renderOne = (
  finding: Diagnostic,
  map: SourceMap | undefined,
  options: RenderOptions,
): string => {
  const style = styles[finding.severity];
  const severity = paint(options.color, style, `${finding.severity}:`);
  return [
    `${place(finding.span, map, options)}${severity} ${harmless(finding.message)} [${catalogue[finding.code].category}]`,
    ...source(finding.span, map, options, style),
    ...finding.notes.flatMap((note) => renderNote(note, map, options)),
    ...(finding.help === undefined
      ? []
      : [`  ${paint(options.color, styles.help, "help:")} ${harmless(finding.help)}`]),
    "",
  ].join("\n");
};

/** All findings for people, in their order; no more than maxErrorCount errors, then how many there are besides. */
export const renderAll = (
  found: readonly Diagnostic[],
  map: SourceMap | undefined,
  options: RenderOptions,
): string => {
  let errors = 0;
  const shown = found.filter(({ severity }) => {
    if (severity === "error") errors += 1;
    return errors <= options.maxErrorCount;
  });
  const hidden = errors - Math.min(errors, options.maxErrorCount);
  const text = shown.map((finding) => renderOne(finding, map, options)).join("");
  if (hidden === 0) return text;
  return `${text}${hidden} more ${hidden === 1 ? "error is" : "errors are"} not shown (--maxErrorCount ${options.maxErrorCount})\n`;
};
