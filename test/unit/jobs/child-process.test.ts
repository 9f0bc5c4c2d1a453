import { join } from "node:path";

import { describe, expect, it, vi } from "vitest";

import { startChild } from "#engine/jobs/child-process.ts";

const ENTRY = join(import.meta.dirname, "../../fixtures/tell-environment.ts");

function poolSize(threads: number): Promise<string> {
  const child = startChild<never, string>(ENTRY, threads);
  return new Promise((resolve) => child.onMessage(resolve));
}

describe("startChild", () => {
  it("gives Node's own pool a thread for each that computes, and four at least", async () => {
    vi.stubEnv("UV_THREADPOOL_SIZE", undefined);
    expect(await poolSize(12)).toBe("12");
    expect(await poolSize(1)).toBe("4");
  });

  it("leaves a size that somebody has set", async () => {
    vi.stubEnv("UV_THREADPOOL_SIZE", "7");
    expect(await poolSize(12)).toBe("7");
    vi.unstubAllEnvs();
  });
});
