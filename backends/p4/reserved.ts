/** Names that no declaration of ours may have, whatever the target. */

/** Keywords of P4_16 and of p4c beyond it. */
const keywords: ReadonlySet<string> = new Set([
  ..."_ abstract action apply bit bool break const continue control default else enum error exit extern".split(
    " ",
  ),
  ..."false for foreach header header_union if in inout int lookahead match_kind out package parser".split(
    " ",
  ),
  ..."pragma return select set string struct switch table this transition true tuple typedef".split(" "),
  ..."value_set varbit verify void".split(" "),
]);

/** Keywords only where the grammar asks for them: good as fields, not as types, states or variables. */
const softKeywords: ReadonlySet<string> = new Set("actions entries key list priority state type".split(" "));

/** Macros of the includes and of the preprocessors that a P4 compiler may call. */
const macros = /^(__\w*__|__CORE_P4_VERSION|_CORE_P4_|_V1_MODEL_P4_|V1MODEL_\w+|linux|unix|i386|NULL|EOF)$/;

export const isKeyword = (name: string): boolean => keywords.has(name) || macros.test(name);

export const isSoftKeyword = (name: string): boolean => softKeywords.has(name);

/** What core.p4 declares. */
export const coreSymbols: readonly string[] =
  "packet_in packet_out verify NoAction exact ternary lpm static_assert".split(" ");

/** The errors of core.p4, in order: never redeclared. */
export const coreErrors: readonly string[] = [
  "NoError",
  "PacketTooShort",
  "NoMatch",
  "StackOutOfBounds",
  "HeaderTooShort",
  "ParserTimeout",
  "ParserInvalidArgument",
];
