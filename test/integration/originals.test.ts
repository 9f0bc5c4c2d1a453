import { createHash } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { Snapshot } from "#api/versions.ts";
import { useBareEngine } from "#test/helpers/bare-engine.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";
import { pictureOf } from "#test/helpers/picture-folder.ts";
import { smallZip } from "#test/helpers/small-zip.ts";

/** What a folder holds: of each entry its time, size, rights, and of a file its content. */
function stateOf(folder: string): Record<string, string> {
  const state: Record<string, string> = {};
  for (const entry of [
    "",
    ...(readdirSync(folder, { recursive: true }) as string[]),
  ]) {
    const path = join(folder, entry);
    const facts = lstatSync(path, { bigint: true });
    const content = facts.isFile()
      ? createHash("sha256").update(readFileSync(path)).digest("hex")
      : readdirSync(path).join("|");
    state[entry] =
      `${facts.mode} ${facts.size} ${facts.mtimeNs} ${facts.ino} ${content}`;
  }
  return state;
}

function setRights(folder: string, folderMode: number, fileMode: number): void {
  for (const entry of readdirSync(folder, { recursive: true }) as string[]) {
    const path = join(folder, entry);
    if (lstatSync(path).isFile()) chmodSync(path, fileMode);
    else chmodSync(path, folderMode);
  }
  chmodSync(folder, folderMode);
}

describe("original files", { timeout: 300_000 }, () => {
  const engine = useBareEngine();
  let originals = "";
  let folder = "";
  let listed = "";
  let before: Record<string, string> = {};

  beforeAll(async () => {
    originals = join(engine.home.root, "originals");
    folder = join(originals, "folders");
    listed = join(originals, "listed");
    await generateDataset(folder, {
      classes: THREE_SHAPES,
      imagesPerClass: 8,
      size: 16,
    });
    await generateDataset(listed, {
      classes: THREE_SHAPES,
      imagesPerClass: 3,
      size: 24,
    });
    const rows = (readdirSync(listed, { recursive: true }) as string[])
      .filter((path) => /\.\w+$/.test(path))
      .map((path, i) => `${path},${i % 2 ? "odd" : "even"}`);
    writeFileSync(join(listed, "list.csv"), ["file,label", ...rows].join("\n"));
    writeFileSync(join(folder, "notes.txt"), "no picture");
    writeFileSync(
      join(originals, "packed.zip"),
      smallZip(
        Object.fromEntries(
          Array.from({ length: 12 }, (_, i) => [
            `${i % 2 ? "oval" : "star"}/${i}.png`,
            pictureOf(i),
          ]),
        ),
      ),
    );
    setRights(originals, 0o555, 0o444);
    before = stateOf(originals);
  });
  afterAll(() => setRights(originals, 0o755, 0o644));

  async function imports(source: string, copy = false): Promise<void> {
    const { client } = engine;
    const request = { folder: source, copy };
    await engine.finished((await client.datasets.import(request)).jobId);
  }

  it("are as they were after everything that is done with their pictures", async () => {
    const { client } = engine;
    expect(Object.keys(before).length).toBeGreaterThan(40);
    await client.projects.create({ name: "Originals" });
    await client.sources.plan({ folder });
    await imports(folder);
    await imports(join(listed, "list.csv"));
    await imports(folder, true);
    await imports(join(originals, "packed.zip"));
    const summary = await client.datasets.summary({});
    expect(summary.imageCount).toBeGreaterThan(30);
    const [root] = summary.roots;
    await client.watchedFolders.set({ rootId: root!.id, watched: true });
    await vi.waitFor(
      async () =>
        expect(await client.watchedFolders.list({})).toContainEqual(
          expect.objectContaining({ rootId: root!.id, state: "watching" }),
        ),
      { timeout: 30_000 },
    );
    await engine.finished(
      (await client.doctor.start({ scope: "quick" })).jobId,
    );
    const { imageIds } = await client.datasets.imageIds({ filter: {} });
    const saving = await client.versions.save({ name: "before" });
    const { digest } = (await engine.finished(saving.jobId)) as Snapshot;
    const [first, second] = summary.classes;
    await client.datasets.relabel({
      imageIds: imageIds.slice(0, 4),
      classId: second!.id,
    });
    await client.datasets.renameClass({ classId: first!.id, name: "renamed" });
    await client.datasets.setExcluded({
      imageIds: imageIds.slice(4, 6),
      excluded: true,
    });
    await client.labels.mergeClasses({ from: second!.id, into: first!.id });
    await engine.finished((await client.versions.restore({ digest })).jobId);
    await client.datasets.undo({});
    await client.datasets.resplit({
      source: "stratified",
      fractions: { train: 0.6, validation: 0.2, test: 0.2 },
      seed: 1,
    });
    await client.watchedFolders.set({ rootId: root!.id, watched: false });
    const { recipe } = await client.training.advise({ model: "resnet-8" });
    const { jobId, runId } = await client.training.start({
      recipe: { ...recipe, epochs: 1 },
    });
    await engine.finished(jobId);
    const exported = await client.export.start({ runId, formats: ["onnx"] });
    await engine.finished(exported.jobId);
    expect(await client.export.list({ runId })).toHaveLength(1);
    expect(stateOf(originals)).toEqual(before);
  });
});
