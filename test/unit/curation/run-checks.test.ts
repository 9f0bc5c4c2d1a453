import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { FindingDetails } from "#engine/curation/check.ts";
import { measurePictures } from "#engine/curation/measure-pictures.ts";
import { openMeasurePool } from "#engine/curation/measure-pool.ts";
import { fittingRemedies, remedyAll } from "#engine/curation/remedies.ts";
import {
  plainChecks,
  readFacts,
  runChecks,
} from "#engine/curation/run-checks.ts";
import { openShardReader } from "#engine/storage/packed-shards.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import type { Project } from "#engine/storage/project-types.ts";
import { drawAilingSet } from "#test/helpers/ailing-pictures.ts";
import {
  emitTo,
  importInto,
  testProject,
} from "#test/helpers/import-project.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const control = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
};

async function ailingProject(perClass: number): Promise<Project> {
  const folder = join(await temporaryFolder(), "ailing");
  await drawAilingSet(folder, perClass);
  const project = await testProject();
  await importInto(project, folder);
  return project;
}

async function scan(project: Project) {
  const { reader, directory } = project;
  const pool = openMeasurePool(2);
  const thumbnails = openShardReader(projectPaths(directory).thumbnails);
  try {
    const emit = emitTo(project);
    const request = { reader, emit, pool, thumbnails, ...control };
    const { measured, unreadable } = await measurePictures(request);
    const facts = await readFacts({ ...request, unreadable, inputSize: 224 });
    const outcomes = await runChecks(plainChecks(), facts, request);
    return { measured, outcomes };
  } finally {
    await pool.close();
    thumbnails.close();
  }
}

/** Open findings of a check as the names of their files. */
function found({ reader }: Project, check: string): string[] {
  return reader
    .findings(check)
    .map(({ imageId, otherImageId }) =>
      [imageId, otherImageId]
        .filter((id) => id !== null)
        .map((id) => reader.image(id)?.path)
        .toSorted()
        .join(" = "),
    )
    .toSorted();
}

describe("runChecks", () => {
  it("finds one of each ailment, and none where all is well", async () => {
    const project = await ailingProject(14);
    const { measured, outcomes } = await scan(project);
    expect(measured).toBe(project.reader.count());
    expect(found(project, "near-duplicates")).toEqual([
      "ash/0.jpg = ash/copy-mirrored.jpg",
      "ash/0.jpg = ash/copy-resized.jpg",
      "ash/1.jpg = ash/copy-turned.jpg",
      "ash/2.jpg = ash/copy-brighter.jpg",
      "ash/3.jpg = birch/copy-elsewhere.jpg",
    ]);
    expect(found(project, "too-dark")).toEqual(["ash/dark.jpg"]);
    expect(found(project, "too-bright")).toEqual(["ash/bright.jpg"]);
    expect(found(project, "low-information")).toContain("ash/flat.jpg");
    expect(found(project, "blurred")).toEqual(["ash/blurred.jpg"]);
    expect(found(project, "too-small")).toEqual(["ash/tiny.jpg"]);
    expect(found(project, "odd-aspect-ratio")).toEqual(["ash/long.jpg"]);
    expect(found(project, "suspicious-files")).toEqual([
      "ash/wrong-ending.png",
    ]);
    const remarks = (check: string) =>
      outcomes.find(({ id }) => id === check)?.remarks ?? [];
    expect(remarks("broken-files")).toMatchObject([
      { path: "ash/cut.jpg", code: "image/truncated", sureness: "certain" },
    ]);
    expect(remarks("exact-duplicates")).toMatchObject([
      { path: "cedar/same-file.jpg" },
    ]);
    expect(remarks("few-pictures").map(({ message }) => message)).toMatchObject(
      [/“birch” has 15 pictures/, /“cedar” has 14 pictures/].map((pattern) =>
        expect.stringMatching(pattern),
      ),
    );
    expect(remarks("shortcuts")).toEqual([]);
  });

  it("leaves the sealed test side out of what looks at labels, and takes it in once it is open", async () => {
    const project = await ailingProject(14);
    const { reader, writer } = project;
    const [copy] = reader.page({ search: "copy-elsewhere" }, 0, 1).images;
    await writer.execute("setSplit", { imageIds: [copy!.id], split: "test" });
    await scan(project);
    expect(found(project, "conflicting-labels")).toEqual(["ash/4.jpg"]);
    expect(found(project, "split-leaks")).toContain(
      "ash/3.jpg = birch/copy-elsewhere.jpg",
    );
    await writer.execute("recordTestLook", { reason: "a test", runId: null });
    await scan(project);
    expect(found(project, "conflicting-labels")).toEqual([
      "ash/3.jpg = birch/copy-elsewhere.jpg",
      "ash/4.jpg",
    ]);
  });

  it("measures a picture once, and what came since", async () => {
    const project = await ailingProject(5);
    await scan(project);
    expect((await scan(project)).measured).toBe(0);
    const more = join(await temporaryFolder(), "more");
    await drawAilingSet(more, 6);
    const before = project.reader.count();
    await importInto(project, more);
    const added = project.reader.count() - before;
    expect(added).toBeGreaterThan(0);
    expect((await scan(project)).measured).toBe(added);
  });

  it("tells of a picture whose file is gone", async () => {
    const project = await ailingProject(5);
    const { reader, writer } = project;
    const [image] = reader.page({ search: "dark" }, 0, 1).images;
    await writer.execute("movePaths", {
      moves: [{ imageId: image!.id, path: "ash/gone.jpg", modifiedMs: 0 }],
    });
    const empty = openShardReader(join(project.directory, "nowhere"));
    const pool = openMeasurePool(1);
    try {
      const request = { reader, emit: emitTo(project), pool, ...control };
      const { unreadable } = await measurePictures({
        ...request,
        thumbnails: empty,
      });
      expect(unreadable).toMatchObject([
        { imageId: image!.id, code: "image/unreadable" },
      ]);
    } finally {
      await pool.close();
      empty.close();
    }
  });
});

describe("remedies", () => {
  it("are steps of undo that close findings, and undoing opens them again", async () => {
    const project = await ailingProject(14);
    const { reader, writer } = project;
    await scan(project);
    const before = found(project, "near-duplicates");
    const changes = remedyAll("keep-best", reader.findings("near-duplicates"));
    expect(changes).toHaveLength(5);
    await writer.execute("applyChanges", { description: "copies", changes });
    expect(found(project, "near-duplicates")).toEqual([]);
    expect(reader.count({ excluded: "only" })).toBe(5);
    await writer.execute("undo", {});
    expect(found(project, "near-duplicates")).toEqual(before);
  });

  it("relabel a picture that is there under two labels, and keep what was dismissed away", async () => {
    const project = await ailingProject(14);
    const { reader, writer } = project;
    await scan(project);
    const [finding] = reader.findings("conflicting-labels", { limit: 1 });
    const { suggestedClassId } = finding!.details as FindingDetails;
    const birch = reader.classes().find(({ name }) => name === "birch")?.id;
    expect(suggestedClassId).toBe(birch);
    expect(
      fittingRemedies(["relabel", "relabel-suggested", "exclude"], finding!),
    ).toEqual(["relabel-suggested", "exclude"]);
    expect(remedyAll("relabel-suggested", [finding!])).toEqual([
      { imageId: finding!.imageId, classId: birch },
    ]);
    await writer.execute("setFindingState", {
      findingIds: [finding!.id],
      state: "dismissed",
    });
    await scan(project);
    expect(
      reader.findings("conflicting-labels").map(({ imageId }) => imageId),
    ).not.toContain(finding!.imageId);
  });
});
