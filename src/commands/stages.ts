/** The stages that --dump writes and --top4 chooses from, in order. */
export const stageNames = ["flatten", "preprocess", "parse", "lower", "manifest"] as const;
