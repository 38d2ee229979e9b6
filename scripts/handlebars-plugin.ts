import { readFileSync } from "node:fs";
import type { Plugin as EsbuildPlugin } from "esbuild";
import Handlebars from "handlebars";
import type { Plugin as VitePlugin } from "vite";

/**
 * Templates are scaffold only: every value is a finished string (noEscape), a missing one is a mistake of ours
 * (strict), and there is no helper but `each` and `if`. Whatever decides something belongs in code.
 */
const options: PrecompileOptions = {
  strict: true,
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: {
    each: true,
    if: true,
    unless: false,
    with: false,
    log: false,
    lookup: false,
  },
};

/**
 * Refuses partials and decorators, which would be looked up by name at run time, where nothing is registered.
 * And makes the paths that are handed to `each` and `if` strict too: Handlebars itself would take a missing one
 * for an empty list.
 */
class ScaffoldOnly extends Handlebars.Visitor {
  override PathExpression(node: hbs.AST.PathExpression): void {
    Object.assign(node, { strict: true });
  }
  override PartialStatement(node: hbs.AST.PartialStatement): void {
    refuse("partials", node);
  }
  override PartialBlockStatement(node: hbs.AST.PartialBlockStatement): void {
    refuse("partials", node);
  }
  override Decorator(node: hbs.AST.Decorator): void {
    refuse("decorators", node);
  }
  override DecoratorBlock(node: hbs.AST.DecoratorBlock): void {
    refuse("decorators", node);
  }
}

const refuse = (what: string, { loc }: hbs.AST.Node): never => {
  throw new Error(`line ${loc.start.line}: templates may not use ${what}`);
};

/**
 * The ES module that a template becomes: its default export takes the view and gives the text. Only Handlebars'
 * runtime is imported, so that the compiler of templates is not in the bundle.
 */
export const templateModule = (text: string): string => {
  const template = Handlebars.parse(text);
  new ScaffoldOnly().accept(template);
  const specification = Handlebars.precompile(template, options);
  return [
    `import runtime from "handlebars/runtime.js";`,
    `const template = runtime.template(${String(specification)});`,
    `export default (view) => template(view);`,
    "",
  ].join("\n");
};

/** Compiles the template at `path`; an error names the file. */
const loadTemplate = (path: string): string => {
  try {
    return templateModule(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${path}: ${reason}`);
  }
};

/** For the bundle. */
export const handlebarsForEsbuild: EsbuildPlugin = {
  name: "handlebars",
  setup(build) {
    build.onLoad({ filter: /\.hbs$/ }, ({ path }) => ({ contents: loadTemplate(path), loader: "js" }));
  },
};

/** For the tests. */
export const handlebarsForVite: VitePlugin = {
  name: "handlebars",
  enforce: "pre",
  load(id) {
    return id.endsWith(".hbs") ? { code: loadTemplate(id), map: null } : undefined;
  },
};
