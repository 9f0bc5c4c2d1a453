import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { SplitPreview } from "#api/splits.ts";
import type { Snapshot, VersionComparison } from "#api/versions.ts";
import { runCommand } from "#test/helpers/command-line.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";

let home: string;
let project: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "convolve-cli-data-"));
  project = join(home, "shapes.convolve");
  const pictures = join(home, "shapes");
  await generateDataset(pictures, {
    classes: THREE_SHAPES,
    imagesPerClass: 10,
    size: 24,
  });
  const { code } = await runCommand(
    home,
    "import",
    pictures,
    "--project",
    project,
  );
  if (code !== 0) throw new Error(`The import ended with exit code ${code}.`);
}, 60_000);

afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));

/** Runs a command on the project. @returns what `--json` prints */
async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await runCommand(
    home,
    ...args,
    "--project",
    project,
    "--json",
  );
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

describe(
  "the data of a project from the command line",
  { timeout: 60_000 },
  () => {
    it("is split by a rule, after a look at what that moves", async () => {
      const rule = ["split", "--by", "folds", "--folds", "3", "--test", "0.2"];
      const planned = await json<SplitPreview>(...rule, "--dry-run");
      expect(planned.folds).toEqual([8, 8, 8]);
      expect(await json<SplitPreview>(...rule)).toEqual(planned);
      expect((await json<SplitPreview>(...rule)).moved).toBe(0);
    });

    it("is saved, compared and restored", async () => {
      const saved = await json<Snapshot>("versions", "save", "First");
      expect(saved).toMatchObject({ name: "First", imageCount: 30 });
      const { moved } = await json<SplitPreview>("split", "--seed", "4");
      const difference = await json<VersionComparison>(
        "versions",
        "diff",
        "First",
      );
      expect(difference.counts.moved).toBe(moved);
      await json("versions", "restore", saved.digest.slice(0, 8));
      expect(
        (await json<VersionComparison>("versions", "diff", "First", "now"))
          .unchanged,
      ).toBe(30);
      const listed = await runCommand(
        home,
        "versions",
        "list",
        "--project",
        project,
      );
      expect(listed.stdout).toMatch(/First\s+snapshot\s+30/);
    });

    it("says which versions there are when one is unknown", async () => {
      const { code, stderr } = await runCommand(
        home,
        "versions",
        "diff",
        "Second",
        "--project",
        project,
      );
      expect(code).toBe(1);
      expect(stderr).toMatch(/Received: "Second"\. The versions are First\./);
    });
  },
);
