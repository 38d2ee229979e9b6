import { type Clang, findClang, type Libbpf, openKernel } from "../kernel/index.ts";

/** What running generated C takes. */
export interface KernelBench {
  readonly kind: "bench";
  readonly libbpf: Libbpf;
  readonly clang: Clang;
}

/** All that is missing is named, each with how to get it. */
export const openKernelBench = async (): Promise<
  KernelBench | { readonly kind: "missing"; readonly message: string }
> => {
  const libbpf = await openKernel();
  const clang = findClang();
  if (libbpf.kind === "libbpf" && clang.kind === "clang") return { kind: "bench", libbpf, clang };
  const messages = [libbpf, clang].flatMap((part) => (part.kind === "unavailable" ? [part.message] : []));
  return { kind: "missing", message: messages.join("; ") };
};
