import { defineConfig } from "vitest/config";
import { handlebarsForVite } from "./scripts/handlebars-plugin.ts";

export default defineConfig({
  plugins: [handlebarsForVite],
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/build-once.ts"],
    // Processes, not threads: tests load native code (koffi), and some change the working directory.
    pool: "forks",
    maxWorkers: 2,
    // Against hangs alone: a busy machine must not fail a test.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
