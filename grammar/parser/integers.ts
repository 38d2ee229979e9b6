export interface IntegerValue {
  readonly value: bigint;
  readonly width?: number;
  readonly signed: boolean;
  readonly base: 2 | 8 | 10 | 16;
}

/** More digits than any width needs; keeps reading the number cheap. */
const maximumDigits = 20_000;

const bases = { b: 2, o: 8, d: 10, x: 16 } as const;
const baseNames = { 2: "binary", 8: "octal", 10: "decimal", 16: "hexadecimal" } as const;
const digitSets = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^[0-9]+$/, 16: /^[0-9a-f]+$/ } as const;
const prefixes = { 2: "0b", 8: "0o", 10: "", 16: "0x" } as const;

const baseOf = (letter: string): 2 | 8 | 10 | 16 | undefined => {
  switch (letter) {
    case "b":
    case "o":
    case "d":
    case "x":
      return bases[letter];
    default:
      return undefined;
  }
};

/**
 * The value of an integer literal (specification 6.4.3.2): `255`, `0xFF`, `0b1010`, `0o17`, `0d9`, each with `_`
 * between digits and with a prefix such as `8w` (unsigned, 8 bits) or `4s` (signed). A string says what is wrong.
 */
export const readInteger = (image: string): IntegerValue | string => {
  if (/^\d{1,15}$/.test(image)) return { value: BigInt(image), signed: false, base: 10 };
  const prefix = /^(\d+)([ws])/.exec(image);
  const body = image.slice(prefix?.[0].length ?? 0).toLowerCase();
  if (prefix !== null && body === "") return `no digits after \`${image}\``;
  const base = (body.startsWith("0") ? baseOf(body.charAt(1)) : undefined) ?? 10;
  const digits = (base === 10 && !body.startsWith("0d") ? body : body.slice(2)).replaceAll("_", "");
  const first = body.charAt(0);
  if (first < "0" || first > "9") return `\`${body.charAt(0)}\` is no digit`;
  if (digits === "") return `no digits in \`${image}\``;
  if (!digitSets[base].test(digits)) {
    const wrong = [...digits].find((digit) => !digitSets[base].test(digit)) ?? "";
    return `\`${wrong}\` is no ${baseNames[base]} digit`;
  }
  if (digits.length > maximumDigits) return `more than ${maximumDigits} digits`;
  const [, width, sign] = prefix ?? [];
  if (width !== undefined && width.length > 10) return `a width of ${width.length} digits`;
  return {
    value: BigInt(prefixes[base] + digits),
    ...(width === undefined ? {} : { width: Number(width) }),
    signed: sign === "s",
    base,
  };
};
