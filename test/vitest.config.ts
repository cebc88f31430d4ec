import { availableParallelism } from "node:os";

import { defineConfig } from "vitest/config";

const root = new URL("..", import.meta.url).pathname;

// Packages resolve to their sources (the `dev` condition), so no test depends on a build.
export default defineConfig({
  root,
  resolve: { conditions: ["dev"] },
  ssr: { resolve: { conditions: ["dev"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "test/**/*.test.ts"],
    execArgv: ["-C", "dev"],
    // Most tests wait for commands that they started: a worker for each core, none of them kept free.
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
