import { describe, expect, it } from "vitest";

import { newManifest, parseManifest } from "#engine/storage/project-format.ts";

const manifest = newManifest("Mushrooms", new Date(0));

function read(value: unknown, ...rest: [Parameters<typeof parseManifest>[2]?]) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return parseManifest(text, "/p/project.json", ...rest);
}

describe("parseManifest", () => {
  it("reads back what newManifest made", () => {
    expect(read(manifest)).toEqual(manifest);
  });

  it("says to update when the project is of a newer version", () => {
    expect(() => read({ ...manifest, formatVersion: 99 })).toThrow(
      expect.objectContaining({
        code: "project/newer-version",
        message: expect.stringContaining("Update Convolve") as string,
      }),
    );
  });

  it.each([
    ["half a file", '{"format": "convolve-pro'],
    ["a list", "[]"],
    ["nothing", ""],
    ["something else", '{"name": "package"}'],
    ["no name", { ...manifest, name: "" }],
    ["a wrong budget", { ...manifest, settings: { cacheBudgetBytes: -1 } }],
  ])("refuses %s with a sentence that names the file", (_, value) => {
    expect(() => read(value)).toThrow(
      expect.objectContaining({
        code: "project/unreadable",
        message: expect.stringContaining("/p/project.json") as string,
      }),
    );
  });

  it("brings an old manifest up step by step", () => {
    const { settings, ...rest } = manifest;
    const old = { ...rest, formatVersion: -1, budget: 7 };
    const migrations = [
      {
        from: -1,
        migrate: ({ budget, ...other }: Record<string, unknown>) => ({
          ...other,
          size: budget,
        }),
      },
      {
        from: 0,
        migrate: ({ size, ...other }: Record<string, unknown>) => ({
          ...other,
          settings: { cacheBudgetBytes: size },
        }),
      },
    ];
    expect(read(old, migrations).settings).toEqual({
      ...settings,
      cacheBudgetBytes: 7,
    });
  });
});
