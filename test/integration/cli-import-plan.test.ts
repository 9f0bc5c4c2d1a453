import { existsSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { ImportPlan } from "#api/sources.ts";
import {
  jsonOf,
  requireSuccess,
  runCommand,
} from "#test/helpers/command-line.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "#test/helpers/engine-folders.ts";
import { writePictures } from "#test/helpers/picture-folder.ts";

let home: EngineFolders;
let source = "";

beforeAll(async () => {
  home = await temporaryEngineFolders();
  source = join(home.root, "collected");
  await writePictures(source, {
    "animals/cat/1.png": 1,
    "animals/dog/2.png": 2,
    "plants/rose/3.png": 3,
    "plants/rose/3.xml": "<boxes/>",
  });
});
afterAll(() => home[Symbol.asyncDispose]());

describe("convolve import", () => {
  it("says with --dry-run what it would do, and makes no project", async () => {
    const project = join(home.root, "none.convolve");
    const args = ["import", source, "--project", project, "--dry-run"];
    const shown = await runCommand(home.root, ...args);
    requireSuccess(shown);
    expect(shown.stdout).toContain("The innermost folders are the classes");
    expect(shown.stdout).toContain("--classes-from top");
    expect(shown.stdout).toContain("plants/rose/3.xml");
    const plan = jsonOf<ImportPlan>(
      await runCommand(home.root, ...args, "--json", "--classes-from", "top"),
    );
    expect(plan.classes.map(({ name, count }) => [name, count])).toEqual([
      ["animals", 2],
      ["plants", 1],
    ]);
    expect(existsSync(project)).toBe(false);
  });

  it("imports as --classes-from says", async () => {
    const project = join(home.root, "outer.convolve");
    const args = ["import", source, "--project", project, "--json"];
    const result = await runCommand(
      home.root,
      ...args,
      "--classes-from",
      "top",
    );
    requireSuccess(result);
    expect(jsonOf(result)).toMatchObject({
      images: 3,
      unlabelled: 0,
      skippedCount: 1,
      classes: [
        { name: "animals", count: 2 },
        { name: "plants", count: 1 },
      ],
    });
  });

  it("refuses a place for classes that the source does not have, and an import without a project", async () => {
    const args = ["import", source, "--classes-from", "manifest"];
    const refused = await runCommand(home.root, ...args, "--dry-run");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("leaf, top, none");
    const without = await runCommand(home.root, "import", source);
    expect(without.code).not.toBe(0);
    expect(without.stderr).toContain("--project");
  });
});
