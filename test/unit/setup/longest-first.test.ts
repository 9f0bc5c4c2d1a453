import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { describe, expect, it } from "vitest";

import { LONGEST_FILES } from "#test/helpers/longest-first.ts";

describe("LONGEST_FILES", () => {
  it("names files that exist, each once", () => {
    expect(LONGEST_FILES.filter((file) => !existsSync(resolve(file)))).toEqual(
      [],
    );
    expect(new Set(LONGEST_FILES).size).toBe(LONGEST_FILES.length);
  });
});
