import { existsSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { ImportPlan } from "#api/sources.ts";
import { createEngine, createLocalClient } from "#engine/engine.ts";
import {
  collect,
  jsonOf,
  requireSuccess,
  runCommand,
  startCommand,
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

  it("keeps taking in what comes with --watch, until Ctrl+C", async () => {
    const project = join(home.root, "watched.convolve");
    const folder = join(home.root, "growing");
    await writePictures(folder, { "cat/1.png": 21, "dog/2.png": 22 });
    const child = startCommand(home.root, [
      "import",
      folder,
      "--project",
      project,
      "--watch",
      "--json",
    ]);
    const ended = collect(child);
    let notes = "";
    child.stderr?.on("data", (text) => (notes += text));
    let results = "";
    child.stdout?.on("data", (text) => (results += text));
    const patience = { timeout: 30_000, interval: 100 };
    await vi.waitFor(() => expect(notes).toContain("Ctrl+C ends it"), patience);
    await writePictures(folder, { "cat/3.png": 23 });
    await vi.waitFor(() => expect(results).toContain('"added":1'), patience);
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { images: 2 },
      { added: 1, images: 3, skippedCount: 0 },
    ]);

    const engine = await createEngine({ folders: home.folders });
    try {
      await engine.openProject(project);
      const client = createLocalClient(engine);
      const [root] = await client.watchedFolders.list({});
      expect(root).toMatchObject({ path: folder, watched: false });
    } finally {
      await engine.close();
    }
  }, 90_000);

  it("watches nothing that is copied, planned or packed", async () => {
    const args = ["import", source, "--project", "p.convolve", "--watch"];
    for (const option of ["--copy", "--dry-run"]) {
      const refused = await runCommand(home.root, ...args, option);
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain("--watch");
    }
    const file = join(source, "plants/rose/3.xml");
    const refused = await runCommand(
      home.root,
      "import",
      file,
      "--project",
      "p.convolve",
      "--watch",
    );
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("needs a folder");
    expect(existsSync("p.convolve")).toBe(false);
  });
});
