/** One `$ command` of a ```console block and the output that the document shows below it. */
export interface Step {
  readonly command: string;
  readonly expected: readonly string[];
  /** Line in the document, from 1. */
  readonly line: number;
}

/** All steps of all ```console blocks of a Markdown text, in order. */
export const readTranscript = (markdown: string): Step[] => {
  const steps: { command: string; expected: string[]; line: number }[] = [];
  let inside = false;
  markdown.split("\n").forEach((text, index) => {
    if (text.startsWith("```")) inside = text === "```console";
    else if (inside && text.startsWith("$ "))
      steps.push({ command: text.slice(2), expected: [], line: index + 1 });
    else if (inside) steps.at(-1)?.expected.push(text);
  });
  return steps;
};

const quoteForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** `…` stands for anything within a line; a line that is nothing else stands for any number of lines. */
export const matches = (expected: readonly string[], actual: string): boolean => {
  const pattern = expected
    .map((line) => (line === "…" ? "(?:.*\n)*" : `${line.split("…").map(quoteForRegExp).join(".*")}\n`))
    .join("");
  return new RegExp(`^${pattern}$`).test(actual === "" || actual.endsWith("\n") ? actual : `${actual}\n`);
};
