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
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
