/** A graph as SVG, laid out by Graphviz, which comes along as WebAssembly and is loaded when it is needed. */
export type Drawn =
  | { readonly kind: "svg"; readonly text: string }
  /** The package that Graphviz is in is not installed. */
  | { readonly kind: "missing" }
  /** Graphviz gave up, for instance since the graph is too large for it. */
  | { readonly kind: "failed"; readonly reason: string };

const load = async (): Promise<typeof import("@viz-js/viz") | undefined> => {
  try {
    return await import("@viz-js/viz");
  } catch {
    return undefined;
  }
};

/** WebAssembly that runs out of memory throws what is no Error. */
const reason = (error: unknown): string =>
  error instanceof Error ? error.message : "Graphviz gave up, as it does when a graph is too large for it";

/** dot: a graph in Graphviz' language. The same text gives the same picture. */
export const drawSvg = async (dot: string): Promise<Drawn> => {
  const graphviz = await load();
  if (graphviz === undefined) return { kind: "missing" };
  try {
    const drawn = (await graphviz.instance()).render(dot, { format: "svg", engine: "dot" });
    if (drawn.status === "success") return { kind: "svg", text: drawn.output };
    return { kind: "failed", reason: drawn.errors.map(({ message }) => message).join("; ") };
  } catch (error) {
    return { kind: "failed", reason: reason(error) };
  }
};
