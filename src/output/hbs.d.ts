/** A Handlebars template, precompiled by scripts/handlebars-plugin.ts: takes the view, gives the text. */
declare module "*.hbs" {
  /** Throws when the template names a field that the view does not have: a bug of the backend. */
  const render: (view: object) => string;
  export default render;
}
