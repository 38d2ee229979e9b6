/** Options in p4c's and gcc's spelling that commander does not know as such. */
const longForms: ReadonlyMap<string, string> = new Map([
  ["-MD", "--MD"],
  ["-MF", "--MF"],
  ["-MT", "--MT"],
  ["-MP", "--MP"],
  // Their value is optional and only ever stands behind an equals sign: the next argument is never theirs.
  ["--Werror", "--Werror=all"],
  ["--Wdisable", "--Wdisable=all"],
]);

/** The arguments as commander reads them. */
export const normalizeArguments = (given: readonly string[]): string[] => {
  const end = given.indexOf("--");
  const options = end < 0 ? given : given.slice(0, end);
  return [...options.map((argument) => longForms.get(argument) ?? argument), ...given.slice(options.length)];
};
