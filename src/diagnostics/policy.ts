import { catalogue } from "./catalogue/index.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** What --Wdisable and --Werror ask for: categories or codes; "all" where no name was given. */
export interface WarningPolicy {
  readonly disabled: readonly string[];
  readonly asErrors: readonly string[];
}

export const defaultPolicy: WarningPolicy = { disabled: [], asErrors: [] };

const names = (list: readonly string[], { code }: Diagnostic): boolean =>
  list.includes("all") || list.includes(code) || list.includes(catalogue[code].category);

/** The findings as the user wants to see them: repeated ones once, warnings dropped or made errors. Order is kept. */
export const applyPolicy = (found: readonly Diagnostic[], policy: WarningPolicy): readonly Diagnostic[] => {
  const seen = new Set<string>();
  return found.flatMap((finding) => {
    const key = JSON.stringify([finding.code, finding.message, finding.span ?? null]);
    if (seen.has(key)) return [];
    seen.add(key);
    if (finding.severity === "error") return [finding];
    if (names(policy.disabled, finding)) return [];
    return [names(policy.asErrors, finding) ? { ...finding, severity: "error" as const } : finding];
  });
};

export const hasErrors = (found: readonly Diagnostic[]): boolean =>
  found.some(({ severity }) => severity === "error");

/** Everything that --Wdisable and --Werror may name. */
export const policyNames = (): readonly string[] => {
  const warnings = Object.entries(catalogue).filter(([, { severity }]) => severity === "warning");
  return [...new Set(warnings.flatMap(([code, { category }]) => [category, code]))].sort();
};
