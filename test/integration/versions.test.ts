import { createHash } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { onTestFinished, describe, expect, it } from "vitest";

import type { Split } from "#api/base.ts";
import type { Progress, ReportProgress } from "#engine/base/progress.ts";
import {
  keepCurrentVersion,
  removeUnusedVersions,
} from "#engine/datasets/versions/keep-versions.ts";
import type { JobContext } from "#engine/jobs/job-context.ts";
import { restoreVersion } from "#engine/jobs/restore-job.ts";
import { toSideColumns } from "#engine/storage/side-columns.ts";
import { openProject } from "#engine/storage/project.ts";
import type { Project } from "#engine/storage/project-types.ts";
import { emitTo, testProject } from "#test/helpers/import-project.ts";
import { newImage } from "#test/helpers/index-rows.ts";

/** A project with thirty pictures of three classes on three sides. */
async function filledProject(): Promise<Project> {
  const project = await testProject();
  const emit = emitTo(project);
  const { rootId } = await emit("addRoot", {
    path: "/pictures",
    copied: false,
  });
  const { classIds } = await emit("ensureClasses", {
    names: ["cat", "dog", "owl"],
  });
  await emit("addRows", {
    images: Array.from({ length: 30 }, (_, number) =>
      newImage(number, rootId, classIds[number % 3]!),
    ),
    problems: [],
  });
  const sides: Split[] = ["train", "train", "validation", "test"];
  await emit("assignSplits", {
    assignments: toSideColumns(
      project.reader
        .labels()
        .map(({ id }) => ({ imageId: id, split: sides[id % 4]! })),
    ),
    state: project.reader.splitState(),
    record: false,
  });
  return project;
}

/** Everything that a version speaks of, by content. */
function contents({ reader }: Project) {
  const names = new Map(reader.classes().map(({ id, name }) => [id, name]));
  return {
    classes: [...names.values()].toSorted(),
    pictures: [...reader.eachVersionRow()]
      .map(({ sha256, classId, split, excluded }) => [
        sha256,
        names.get(classId) ?? null,
        split,
        excluded,
      ])
      .toSorted(),
  };
}

const keep = (project: Project) =>
  keepCurrentVersion(project.directory, project.reader, emitTo(project));

/** As the job does it. */
function restore(
  project: Project,
  digest: string,
  added: "stay" | "exclude",
  onProgress: ReportProgress = () => undefined,
  signal = new AbortController().signal,
) {
  const context = {
    projectDirectory: project.directory,
    reader: () => project.reader,
    emit: emitTo(project),
    signal,
    onProgress,
  } as unknown as JobContext;
  return restoreVersion({ digest, name: "“then”", added }, context);
}

describe("the way back to a version", () => {
  it("undoes labels, sides, exclusions, renames, merges and new classes in one step that can itself be undone", async () => {
    const project = await filledProject();
    const emit = emitTo(project);
    const before = contents(project);
    const { digest } = await keep(project);
    const ids = project.reader.imageIds();
    const [cat, dog, owl] = project.reader.classes().map(({ id }) => id) as [
      number,
      number,
      number,
    ];

    await emit("renameClass", { classId: cat, name: "kitten" });
    await emit("mergeClasses", { from: owl, into: dog });
    const { classId: fox } = await emit("createClass", { name: "fox" });
    await emit("relabel", { imageIds: ids.slice(0, 4), classId: fox });
    await emit("setExcluded", { imageIds: ids.slice(10, 15), excluded: true });
    await emit("setSplit", { imageIds: ids.slice(20), split: "test" });
    const changed = contents(project);

    const { gone } = await restore(project, digest, "stay");
    expect(gone).toBe(0);
    expect(contents(project)).toEqual(before);
    expect(project.reader.classes().find(({ id }) => id === cat)?.name).toBe(
      "cat",
    );
    expect((await keep(project)).digest).toBe(digest);
    expect(project.reader.history().canUndo).toBe(
      "Go back to the data of “then”",
    );

    await emit("undo", {});
    expect(contents(project)).toEqual(changed);
    await emit("redo", {});
    expect(contents(project)).toEqual(before);
    expect((await restore(project, digest, "stay")).changed).toBe(0);
  });

  it("leaves later pictures alone or excludes them, and counts those that are gone", async () => {
    const project = await filledProject();
    const emit = emitTo(project);
    const { digest } = await keep(project);
    const [first] = [...project.reader.eachImage()];
    const root = project.reader.roots()[0]!.id;
    // The file changed under us: its former content is gone.
    await emit("addRows", {
      images: [
        newImage(99, root, first!.classId),
        {
          ...newImage(0, root, first!.classId),
          path: first!.path,
          sha256: createHash("sha256").update("new content").digest("hex"),
        },
      ],
      problems: [],
    });
    expect(await restore(project, digest, "stay")).toEqual({
      gone: 1,
      changed: 0,
    });
    expect(await restore(project, digest, "exclude")).toEqual({
      gone: 1,
      changed: 2,
    });
    expect(project.reader.count({ excluded: "only" })).toBe(2);
  });
});

describe("a way back of many pictures", () => {
  /** More than go in one message, all of them moved since the version. */
  async function movedProject() {
    const project = await testProject();
    const emit = emitTo(project);
    const { rootId } = await emit("addRoot", { path: "/many", copied: false });
    const { classIds } = await emit("ensureClasses", { names: ["cat"] });
    const images = Array.from({ length: 9000 }, (_, number) =>
      newImage(number, rootId, classIds[0]!),
    );
    await emit("addRows", { images, problems: [] });
    const { digest } = await keep(project);
    const imageIds = project.reader.imageIds();
    await emit("setSplit", { imageIds, split: "test" });
    return { project, emit, digest, imageIds };
  }

  it("says how far it is", async () => {
    const { project, digest } = await movedProject();
    const told: Progress[] = [];
    const { changed } = await restore(project, digest, "stay", (progress) =>
      told.push(progress),
    );
    expect(changed).toBe(9000);
    expect(
      told
        .filter(({ phase }) => phase === "Going back")
        .map(({ done, total }) => [done, total]),
    ).toEqual([
      [0, 9000],
      [4000, 9000],
      [8000, 9000],
    ]);
  });

  it("lets no other edit in between, and is taken back whole when it is cancelled or killed", async () => {
    const { project, emit, digest, imageIds } = await movedProject();
    const before = project.reader.history();
    const moved = () => project.reader.count({ splits: ["test"] });
    const cancel = new AbortController();
    const onProgress = ({ done }: Progress) => {
      if (done === 4000) cancel.abort();
    };
    await expect(
      restore(project, digest, "stay", onProgress, cancel.signal),
    ).rejects.toMatchObject({ code: "job/cancelled" });
    expect(moved()).toBeLessThan(9000);
    await expect(
      emit("setExcluded", { imageIds: [imageIds[0]!], excluded: true }),
    ).rejects.toMatchObject({ code: "dataset/edit-under-way" });
    await expect(emit("undo", {})).rejects.toMatchObject({
      code: "dataset/edit-under-way",
    });
    await emit("dropLongEdit", {});
    expect(moved()).toBe(9000);
    expect(project.reader.history()).toEqual(before);

    const { editId } = await emit("openLongEdit", { description: "Half" });
    const changes = [{ imageId: imageIds[0]!, excluded: true }];
    await emit("extendLongEdit", { editId, changes });
    await project.close();
    const again = await openProject(project.directory);
    onTestFinished(() => again.close());
    expect(again.reader.count({ excluded: "only" })).toBe(0);
    await expect(
      emitTo(again)("extendLongEdit", { editId, changes }),
    ).rejects.toMatchObject({ code: "dataset/edit-not-open" });
    expect(await emitTo(again)("undo", {})).toEqual({
      undone: before.canUndo,
    });
  });
});

describe("versions that nothing speaks of", () => {
  it("are taken away at the next start, with what a killed program left of a file; the others stay", async () => {
    const project = await filledProject();
    const emit = emitTo(project);
    const { digest: ofSnapshot } = await keep(project);
    await emit("addSnapshot", { id: "one", name: "First", digest: ofSnapshot });
    await emit("setExcluded", { imageIds: [1], excluded: true });
    const { digest: ofRun } = await keep(project);
    await emit("addRun", {
      id: "run",
      name: "Run",
      createdAt: "2026-01-01",
      status: "finished",
      config: { dataVersions: [ofRun] },
    });
    await emit("setExcluded", { imageIds: [2], excluded: true });
    const { digest: unused } = await keep(project);
    const folder = join(project.directory, "versions");
    // Killed between the file and its row, and in the middle of a file.
    await writeFile(join(folder, "f".repeat(64)), "orphan");
    await writeFile(
      join(folder, `.${unused}.abc123-0123456789ab.partial`),
      "half",
    );
    await project.close();

    const again = await openProject(project.directory);
    onTestFinished(() => again.close());
    await removeUnusedVersions(again.directory, again.reader, emitTo(again));
    expect((await readdir(folder)).toSorted()).toEqual(
      [ofSnapshot, ofRun].toSorted(),
    );
    expect(
      again.reader
        .versions()
        .map(({ digest }) => digest)
        .toSorted(),
    ).toEqual([ofSnapshot, ofRun].toSorted());
    await rm(folder, { recursive: true });
    await removeUnusedVersions(again.directory, again.reader, emitTo(again));
    expect(again.reader.snapshots()).toHaveLength(1);
  });
});
