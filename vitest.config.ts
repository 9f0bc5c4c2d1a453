import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import process from "node:process";

import { defineConfig } from "vitest/config";

import { LongestFirst } from "#test/helpers/longest-first.ts";

/** What only computes: its files share a process, since none leaves anything behind there. */
const PURE = [
  "base",
  "bench",
  "cli",
  "curation",
  "evaluation",
  "explain",
  "graph",
  "renderer",
  "server",
  "services",
  "setup",
  "teaching",
  "training",
].map((folder) => `test/unit/${folder}/**/*.test.{ts,tsx}`);

// Workers, and the processes that they start, strip types and compile scripts once, not each anew. `npm test` removes the folder.
process.env["NODE_COMPILE_CACHE"] ??= resolve("dist", "test", "compiled");

export default defineConfig({
  test: {
    // Against what hangs; on a busy machine a story in the browser takes its time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: "forks",
    // Vitest leaves a core free for itself: on two cores that would be a single worker, which waits for others half of its time.
    maxWorkers: Math.max(
      Math.min(2, availableParallelism()),
      availableParallelism() - 1,
    ),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "whole",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: PURE,
        },
      },
      {
        extends: true,
        test: { name: "pure", include: PURE, isolate: false },
      },
    ],
  },
});
