import { DatabaseSync } from "node:sqlite";

import { describe, expect, it, onTestFinished } from "vitest";

import type { NewFinding } from "#engine/storage/data-room-types.ts";
import { openIndexReader } from "#engine/storage/index-reader.ts";
import {
  MIGRATIONS,
  openIndexForWriting,
} from "#engine/storage/index-schema.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { runCommand } from "#engine/storage/run-command.ts";
import type {
  IndexCommandName,
  IndexCommands,
} from "#engine/storage/index-commands.ts";
import { newImage } from "#test/helpers/index-rows.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

/** An index with pictures 1 … count dealt to the classes a and b. */
async function filledIndex(count: number) {
  const directory = await temporaryFolder();
  const database = openIndexForWriting(projectPaths(directory).index);
  const reader = openIndexReader(directory);
  onTestFinished(() => {
    reader.close();
    database.close();
  });
  const run = <K extends IndexCommandName>(
    command: K,
    params: IndexCommands[K]["params"],
  ) => runCommand(database, command, params);
  const { rootId } = run("addRoot", { path: "/pictures", copied: false });
  const { classIds } = run("ensureClasses", { names: ["a", "b"] });
  const [a = 0, b = 0] = classIds;
  const images = Array.from({ length: count }, (_, i) =>
    newImage(i + 1, rootId, i % 2 === 0 ? a : b),
  );
  run("addRows", { images, problems: [] });
  return { directory, database, reader, run, rootId, a, b };
}

function finding(imageId: number, rest: Partial<NewFinding> = {}): NewFinding {
  return { imageId, otherImageId: null, score: 1, details: {}, ...rest };
}

describe("migration from the version before the data room", () => {
  it("keeps pictures, and edits that can be undone", async () => {
    const directory = await temporaryFolder();
    const { index } = projectPaths(directory);
    const old = new DatabaseSync(index);
    old.exec(MIGRATIONS.slice(0, 2).join(";"));
    old.exec(`PRAGMA user_version = 2;
      INSERT INTO roots VALUES (1, '/pictures', 0);
      INSERT INTO classes (id, name, color_index) VALUES (1, 'a', 0), (2, 'b', 1);
      INSERT INTO images (root_id, path, file_name, sha256, size_bytes, modified_ms, width, height, orientation, format, details, class_id, added_at)
        VALUES (1, 'a/one.jpg', 'one.jpg', '11', 5, 0, 4, 3, 1, 'jpeg', '{}', 2, '');
      INSERT INTO edits (id, at, description, steps, state) VALUES (1, '', 'Relabel 1 picture as “b”', '[]', 'done');
      INSERT INTO edit_changes VALUES (1, 1, 'class_id', 1, 2);`);
    old.close();
    const database = openIndexForWriting(index);
    const reader = openIndexReader(directory);
    onTestFinished(() => {
      reader.close();
      database.close();
    });
    expect(reader.page({}, 0, 5).images).toMatchObject([
      { fileName: "one.jpg", classId: 2 },
    ]);
    expect(reader.imageIds({ search: "ne.j" })).toEqual([1]);
    expect(runCommand(database, "undo", {}).undone).toContain("Relabel");
    expect(reader.image(1)?.classId).toBe(1);
  });
});

describe("unlabelled pictures", () => {
  it("are no class, in no count, and become labelled by an edit", async () => {
    const { run, reader, rootId, a } = await filledIndex(2);
    expect(reader.unlabelledClassId()).toBeNull();
    const { classId } = run("ensureUnlabelled", {});
    expect(run("ensureUnlabelled", {})).toEqual({ classId });
    run("addRows", { images: [newImage(3, rootId, classId)], problems: [] });
    expect(reader.classes().map(({ name }) => name)).toEqual(["a", "b"]);
    expect(reader.count()).toBe(2);
    expect(reader.labels()).toHaveLength(2);
    expect(reader.unlabelledCount()).toBe(1);
    expect(reader.imageIds({ labelled: "no" })).toEqual([3]);
    expect(reader.imageIds({ labelled: "any" })).toEqual([1, 2, 3]);
    run("relabel", { imageIds: [3], classId: a });
    expect(reader.unlabelledCount()).toBe(0);
    run("undo", {});
    expect(reader.imageIds({ labelled: "no" })).toEqual([3]);
    run("applyChanges", {
      description: "Take the label away",
      changes: [{ imageId: 1, classId }],
    });
    expect(reader.unlabelledCount()).toBe(2);
  });
});

describe("the key of the labels", () => {
  it("changes with every label, side, exclusion and exchange, and comes back with undo", async () => {
    const { run, reader, a, b } = await filledIndex(40);
    const keys = [reader.labelsKey()];
    const note = () => {
      keys.push(reader.labelsKey());
    };
    run("relabel", { imageIds: [1], classId: b });
    note();
    // Picture 2 was of class b: an exchange of two labels.
    run("relabel", { imageIds: [2], classId: a });
    note();
    run("setSplit", { imageIds: [5], split: "train" });
    note();
    run("setSplit", { imageIds: [5], split: "test" });
    note();
    run("setExcluded", { imageIds: [7], excluded: true });
    note();
    expect(new Set(keys).size).toBe(keys.length);
    expect(reader.labelsKey(["train"])).not.toBe(reader.labelsKey(["test"]));
    for (const _ of keys.slice(1)) run("undo", {});
    expect(reader.labelsKey()).toBe(keys[0]);
  });
});

describe("attributes", () => {
  it("are kept, counted, and filtered by", async () => {
    const { run, reader, rootId, a } = await filledIndex(0);
    const add = (n: number, attributes: Record<string, string>) => ({
      ...newImage(n, rootId, a),
      attributes,
    });
    run("addRows", {
      images: [
        add(1, { camera: "Nikon", place: "north" }),
        add(2, { camera: "Canon" }),
        add(3, { camera: "Nikon", place: "south" }),
      ],
      problems: [],
    });
    expect(reader.attributes()).toEqual([
      { name: "camera", values: 2 },
      { name: "place", values: 2 },
    ]);
    expect(reader.attributeValues("camera", 1)).toEqual([
      { value: "Nikon", count: 2 },
    ]);
    const filter = { attributes: { camera: ["Nikon"], place: ["south", "x"] } };
    expect(reader.imageIds(filter)).toEqual([3]);
    expect(reader.attributesOf(1)).toEqual({ camera: "Nikon", place: "north" });
    expect([...reader.attributeOfEach("place")]).toEqual([
      [1, "north"],
      [3, "south"],
    ]);
    // The manifest was corrected: the attributes of the picture are replaced.
    run("addRows", { images: [add(1, { camera: "Sony" })], problems: [] });
    expect(reader.attributesOf(1)).toEqual({ camera: "Sony" });
  });
});

describe("findings", () => {
  it("are open only while what they rest on is so, and come back with undo", async () => {
    const { run, reader, a, b } = await filledIndex(4);
    run("replaceFindings", {
      check: "near-duplicates",
      findings: [
        finding(1, { otherImageId: 2, score: 3, groupId: 1 }),
        finding(3, { classId: a, score: 2 }),
      ],
    });
    const open = () =>
      reader.findings("near-duplicates").map(({ imageId }) => imageId);
    expect(open()).toEqual([1, 3]);
    expect(reader.imageIds({ finding: "near-duplicates" })).toEqual([1, 2, 3]);
    expect(
      reader.imageIds({ finding: "near-duplicates", order: "finding" }),
    ).toEqual([1, 2, 3]);
    expect(reader.findingsOf(2)).toHaveLength(1);
    run("setExcluded", { imageIds: [2], excluded: true });
    expect(open()).toEqual([3]);
    expect(reader.findingCounts()).toEqual([
      { check: "near-duplicates", open: 1, dismissed: 0 },
    ]);
    run("relabel", { imageIds: [3], classId: b });
    expect(open()).toEqual([]);
    run("undo", {});
    run("undo", {});
    expect(open()).toEqual([1, 3]);
  });

  it("stay dismissed when the check runs again", async () => {
    const { run, reader } = await filledIndex(2);
    const findings = [finding(1), finding(2)];
    run("replaceFindings", { check: "blurred", findings });
    const [first] = reader.findings("blurred");
    run("setFindingState", {
      findingIds: [first?.id ?? 0],
      state: "dismissed",
    });
    run("replaceFindings", { check: "blurred", findings });
    expect(reader.findings("blurred")).toMatchObject([{ imageId: 2 }]);
    expect(reader.findings("blurred", { state: "dismissed" })).toHaveLength(1);
  });
});

describe("measures", () => {
  const measures = (imageId: number, sha256: string, brightness: number) => ({
    imageId,
    sha256,
    version: 1,
    differenceHash: new Uint8Array(32).fill(imageId),
    brightness,
    darkShare: 0,
    brightShare: 0,
    contrast: 0.2,
    sharpness: 5 - imageId,
    entropy: 7,
    red: 0.1,
    green: 0.2,
    blue: 0.3,
  });

  it("put pictures in order, and are asked for again when the content changed", async () => {
    const { run, reader, rootId, a } = await filledIndex(3);
    expect(reader.unmeasured(1, -1, 10)).toHaveLength(3);
    const rows = [1, 2, 3].map((id) =>
      measures(id, newImage(id, rootId, a).sha256, id / 10),
    );
    run("putMeasures", { rows });
    expect(reader.unmeasured(1, -1, 10)).toEqual([]);
    expect(reader.unmeasured(2, -1, 10)).toHaveLength(3);
    expect(reader.imageIds({ order: "brightness-descending" })).toEqual([
      3, 2, 1,
    ]);
    expect(reader.imageIds({ order: "sharpness" })).toEqual([3, 2, 1]);
    const changed = { ...newImage(1, rootId, a), sha256: "f".repeat(64) };
    run("addRows", { images: [changed], problems: [] });
    expect(reader.unmeasured(1, -1, 10).map(({ id }) => id)).toEqual([1]);
    expect([...reader.eachMeasured()].map(({ id }) => id)).toEqual([2, 3]);
    expect([...(reader.measures([1, 2]).get(2)?.differenceHash ?? [])]).toEqual(
      Array.from({ length: 32 }, () => 2),
    );
  });
});

describe("many changes as one edit", () => {
  it("changes classes, sides and exclusion, makes, renames and removes classes, and is undone whole", async () => {
    const { run, reader, a, b } = await filledIndex(4);
    const before = reader.images([1, 2, 3, 4]);
    const { changed } = run("applyChanges", {
      description: "Restore “first”",
      createClasses: ["c"],
      renameClasses: [{ classId: a, name: "alpha" }],
      removeClasses: [b],
      changes: [
        { imageId: 1, split: "test", excluded: true },
        { imageId: 2, newClass: 0 },
        { imageId: 4, newClass: 0, split: "train" },
      ],
    });
    expect(changed).toBe(3);
    expect(reader.classes().map(({ name }) => name)).toEqual(["alpha", "c"]);
    const c = reader.classes()[1]?.id;
    expect(reader.images([1, 2, 4])).toMatchObject([
      { classId: a, split: "test", excluded: true },
      { classId: c, split: null },
      { classId: c, split: "train" },
    ]);
    expect(run("undo", {})).toEqual({ undone: "Restore “first”" });
    expect(reader.images([1, 2, 3, 4])).toEqual(before);
    expect(reader.classes().map(({ name }) => name)).toEqual(["a", "b"]);
    run("redo", {});
    expect(reader.classes().map(({ name }) => name)).toEqual(["alpha", "c"]);
  });

  it("is undone whole over many pieces", async () => {
    const { run, reader } = await filledIndex(5000);
    const ids = reader.imageIds();
    run("applyChanges", {
      description: "Exclude and move",
      changes: ids.map((imageId) => ({
        imageId,
        excluded: true,
        split: "validation" as const,
      })),
    });
    expect(reader.count({ excluded: "only" })).toBe(5000);
    run("undo", {});
    expect(reader.count({ splits: ["validation"], excluded: "any" })).toBe(0);
    expect(reader.count()).toBe(5000);
  });

  it("splits pictures off into a new class, and removes only an empty one", async () => {
    const { run, reader, a } = await filledIndex(4);
    const { classId } = run("splitClass", { imageIds: [1, 3], name: "new" });
    expect(reader.imageIds({ classIds: [classId] })).toEqual([1, 3]);
    run("removeClass", { classId: a });
    expect(() => run("removeClass", { classId })).toThrow(/without pictures/);
    run("undo", {});
    run("undo", {});
    expect(reader.classes().map(({ count }) => count)).toEqual([2, 2]);
  });
});

describe("the seal of the test side, versions and rankings", () => {
  it("is open from a look until it is sealed again", async () => {
    const { run, reader } = await filledIndex(0);
    expect(reader.isTestOpen()).toBe(false);
    run("recordTestLook", { reason: "Evaluate run 1", runId: "1" });
    expect(reader.isTestOpen()).toBe(true);
    run("sealTest", { reason: "Split anew" });
    expect(reader.isTestOpen()).toBe(false);
    expect(reader.testLooks()).toMatchObject([
      { reason: "Evaluate run 1", runId: "1" },
    ]);
  });

  it("keeps a version as long as a snapshot has it", async () => {
    const { run, reader } = await filledIndex(0);
    run("addVersion", { digest: "abc", imageCount: 7 });
    run("addVersion", { digest: "abc", imageCount: 7 });
    run("addSnapshot", { id: "s", name: "first", digest: "abc" });
    run("renameSnapshot", { id: "s", name: "before clean-up" });
    run("removeVersion", { digest: "abc" });
    expect(reader.versions()).toMatchObject([{ digest: "abc", imageCount: 7 }]);
    expect(reader.snapshots()).toMatchObject([{ name: "before clean-up" }]);
    run("removeSnapshot", { id: "s" });
    run("removeVersion", { digest: "abc" });
    expect(reader.versions()).toEqual([]);
  });

  it("keeps a computed order", async () => {
    const { run, reader } = await filledIndex(4);
    const entries = [
      { imageId: 3, rank: 0, details: null },
      { imageId: 1, rank: 1, details: { margin: 0.1 } },
    ];
    run("replaceRanking", { list: "tray", entries });
    expect(reader.imageIds({ ranking: "tray" })).toEqual([3, 1]);
    expect(reader.ranking("tray", 9)).toEqual(entries);
    expect(reader.rankingCount("tray")).toBe(2);
    run("replaceRanking", { list: "tray", entries: [] });
    expect(reader.imageIds({ ranking: "tray" })).toEqual([]);
  });
});
