import { enterNamespace, errnoName, type Libbpf } from "../kernel/index.ts";

/**
 * Goes into a network namespace, by a name as `ip netns` has it or by a path; stays where it is without one. In words
 * why that is not possible.
 */
export const enterNamed = (libbpf: Libbpf, namespace: string | undefined): string | undefined => {
  if (namespace === undefined) return undefined;
  const path = namespace.includes("/") ? namespace : `/run/netns/${namespace}`;
  const code = enterNamespace(libbpf, path);
  return code < 0 ? `the network namespace ${path} cannot be entered: ${errnoName(code)}` : undefined;
};
