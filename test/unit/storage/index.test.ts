import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it, onTestFinished } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import type { Random } from "#engine/base/random.ts";
import { recoverEdits } from "#engine/storage/edit-history.ts";
import type {
  IndexCommandName,
  IndexCommands,
} from "#engine/storage/index-commands.ts";
import { openIndexReader } from "#engine/storage/index-reader.ts";
import {
  openIndexForWriting,
  requireWal,
} from "#engine/storage/index-schema.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { runCommand } from "#engine/storage/run-command.ts";
import { normalizeClassName } from "#engine/storage/class-names.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";
import { newImage } from "#test/helpers/index-rows.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const NO_PARAMS: Record<string, never> = {};

async function openIndex() {
  const directory = await temporaryFolder();
  const database = openIndexForWriting(projectPaths(directory).index);
  const reader = openIndexReader(directory);
  onTestFinished(() => {
    reader.close();
    if (database.isOpen) database.close();
  });
  const run = <K extends IndexCommandName>(
    command: K,
    params: IndexCommands[K]["params"],
  ) => runCommand(database, command, params);
  return { directory, database, reader, run };
}

/** An index with pictures 1 … count dealt to classes a, b, c. */
async function filledIndex(count: number) {
  const index = await openIndex();
  const { rootId } = index.run("addRoot", {
    path: join(index.directory, "root"),
    copied: false,
  });
  const { classIds } = index.run("ensureClasses", { names: ["a", "b", "c"] });
  const images = Array.from({ length: count }, (_, i) =>
    newImage(i + 1, rootId, classIds[i % 3] ?? 0),
  );
  index.run("addRows", { images, problems: [] });
  return {
    ...index,
    rootId,
    classIds,
    a: classIds[0] ?? 0,
    b: classIds[1] ?? 0,
    c: classIds[2] ?? 0,
  };
}

describe("importing commands", () => {
  it("takes the same content once and the same path once", async () => {
    const { run, reader, rootId, a } = await filledIndex(3);
    const same = newImage(1, rootId, a, { path: "elsewhere.jpg" });
    expect(run("addRows", { images: [same], problems: [] })).toEqual({
      added: 0,
    });
    expect(reader.count()).toBe(3);
  });

  it("brings a file whose content changed up to date, and keeps the person's label", async () => {
    const { run, reader, rootId, a, b } = await filledIndex(1);
    run("relabel", { imageIds: [1], classId: b });
    const changed = {
      ...newImage(99, rootId, a),
      path: newImage(1, rootId, a).path,
    };
    run("addRows", { images: [changed], problems: [] });
    expect(reader.image(1)).toMatchObject({
      sha256: changed.sha256,
      classId: b,
    });
  });

  it("replaces a problem of the same path and forgets it when the file is taken after all", async () => {
    const { run, reader, rootId, a } = await filledIndex(0);
    const problem = {
      rootId,
      path: "x.jpg",
      severity: "skipped",
      sizeBytes: 1,
      modifiedMs: 2,
      sha256: null,
    } as const;
    run("addRows", {
      images: [],
      problems: [{ ...problem, code: "image/empty", message: "1" }],
    });
    run("addRows", {
      images: [],
      problems: [
        { ...problem, code: "image/truncated", message: "2", sha256: null },
      ],
    });
    expect(reader.problems(0, 10).map((row) => row.code)).toEqual([
      "image/truncated",
    ]);
    expect(reader.knownFile(rootId, "x.jpg")).toEqual({
      sizeBytes: 1,
      modifiedMs: 2,
      problem: { code: "image/truncated", message: "2", sha256: null },
    });
    run("addRows", {
      images: [newImage(5, rootId, a, { path: "x.jpg" })],
      problems: [],
    });
    expect(reader.problemCount()).toBe(0);
    expect(reader.knownFile(rootId, "x.jpg")).toMatchObject({ problem: null });
  });

  it("finds a class by its folder after it was renamed, and wakes a merged one", async () => {
    const { run, reader, a, b } = await filledIndex(3);
    run("renameClass", { classId: a, name: "Apple" });
    expect(run("ensureClasses", { names: ["a", "Apple"] }).classIds).toEqual([
      a,
      a,
    ]);
    run("mergeClasses", { from: b, into: a });
    expect(reader.classes().map((row) => row.name)).toEqual(["Apple", "c"]);
    expect(run("ensureClasses", { names: ["b"] }).classIds).toEqual([b]);
    expect(reader.classes().map((row) => row.name)).toEqual([
      "Apple",
      "b",
      "c",
    ]);
  });

  it("resolves paths in a copied root inside the project, and follows a moved root", async () => {
    const { run, reader, directory, rootId, a } = await filledIndex(1);
    const copied = run("addRoot", { path: "images/set", copied: true });
    expect(reader.filePath({ rootId: copied.rootId, path: "a/1.jpg" })).toBe(
      join(directory, "images", "set", "a", "1.jpg"),
    );
    const moved = join(directory, "moved");
    await mkdir(moved);
    const other = run("addRoot", { path: moved, copied: false });
    expect(() => run("setRootPath", { rootId, path: moved })).toThrow(
      expect.objectContaining({ code: "dataset/root-taken" }),
    );
    run("setRootPath", { rootId: other.rootId, path: `${moved} once` });
    run("setRootPath", { rootId, path: moved });
    expect(reader.filePath(newImage(1, rootId, a))).toBe(
      join(moved, `class ${a}`, "picture 1.jpg"),
    );
  });

  it("lets two pictures change places", async () => {
    const { run, reader } = await filledIndex(2);
    const [first, second] = reader.images([1, 2]);
    run("movePaths", {
      moves: [
        { imageId: 1, path: second?.path ?? "", modifiedMs: 1 },
        { imageId: 2, path: first?.path ?? "", modifiedMs: 1 },
      ],
    });
    expect(reader.images([1, 2]).map((row) => row.path)).toEqual([
      second?.path,
      first?.path,
    ]);
  });
});

describe("filters", () => {
  it("give pages, counts and ids that agree", async () => {
    const { run, reader, a, b } = await filledIndex(30);
    run("setExcluded", { imageIds: [1, 2], excluded: true });
    run("setSplit", { imageIds: [4, 5, 6, 7], split: "test" });
    const filters = [
      {},
      { excluded: "any" },
      { excluded: "only" },
      { classIds: [a] },
      { classIds: [a, b], splits: ["test"] },
      { classIds: [] },
      { search: "picture 1" },
      { search: "100%_\\" },
      { order: "name" },
    ] as const;
    const expected = [28, 30, 2, 9, 3, 0, 10, 0, 28];
    filters.forEach((filter, i) => {
      const mutable = structuredClone(filter) as Parameters<
        typeof reader.page
      >[0];
      expect(reader.count(mutable)).toBe(expected[i]);
      const { total, images } = reader.page(mutable, 0, 500);
      expect(total).toBe(expected[i]);
      expect(images.map((row) => row.id)).toEqual(reader.imageIds(mutable));
      expect(reader.page(mutable, 3, 4).images).toEqual(images.slice(3, 7));
    });
  });

  it("open the cell of a confusion matrix with exactly the pictures that it counts", async () => {
    const { run, reader, a, b } = await filledIndex(9);
    const predictions = [1, 2, 4, 5, 7].map((imageId) => ({
      imageId,
      split: "test" as const,
      actualClassId: [a, b][(imageId - 1) % 3] ?? a,
      predictedClassId: a,
      confidence: imageId / 10,
      labelProbability: 0.5,
      probabilities: Float32Array.of(0.25, 0.75, imageId),
    }));
    run("addPredictions", { runId: "r", predictions });
    run("relabel", { imageIds: [2], classId: a });
    run("setExcluded", { imageIds: [5], excluded: true });
    for (const cell of reader.confusion("r", ["test"])) {
      const { total, images } = reader.page(
        {
          runId: "r",
          splits: ["test"],
          classIds: [cell.actualClassId],
          predictedClassIds: [cell.predictedClassId],
          order: "confidence-descending",
        },
        0,
        10,
      );
      expect(total).toBe(cell.count);
      const confidences = images.map((row) => row.confidence ?? 0);
      expect(confidences).toEqual(confidences.toSorted((x, y) => y - x));
    }
    expect(reader.confusion("r", ["train"])).toEqual([]);
    expect(reader.imageIds({ runId: "r", correct: false })).toEqual([2, 5]);
    expect(reader.predictions("r")[1]).toEqual({
      runId: "r",
      correct: false,
      ...predictions[1],
    });
    run("clearPredictions", { runId: "r", splits: null });
    expect(reader.predictions("r")).toEqual([]);
  });

  it("put the most doubtful label of the baseline first", async () => {
    const { run, reader, a } = await filledIndex(4);
    const rows = [0.9, 0.1, 0.5].map((labelProbability, i) => ({
      imageId: i + 1,
      split: null,
      actualClassId: a,
      predictedClassId: a,
      confidence: 0.9,
      labelProbability,
      probabilities: Float32Array.of(1),
    }));
    run("addPredictions", { runId: "baseline", predictions: rows });
    expect(
      reader.page({ order: "suspicious" }, 0, 10).images.map((row) => row.id),
    ).toEqual([2, 3, 1]);
  });
});

describe("edits", () => {
  it("are taken back and done again in any order without ever losing a state", async () => {
    const index = await filledIndex(40);
    const random = createRandom("edits");
    const snapshot = () =>
      JSON.stringify([
        [...index.reader.eachImage({ includeExcluded: true })].map((row) => [
          row.classId,
          row.split,
          row.excluded,
        ]),
        index.reader.classes().map((row) => [row.id, row.name]),
        index.reader.splitState(),
      ]);
    const states = [snapshot()];
    let position = 0;
    for (let round = 0; round < 150; round++) {
      const choice = random.integer(10);
      if (choice < 3 && position > 0) {
        index.run("undo", NO_PARAMS);
        position--;
      } else if (choice < 5 && position < states.length - 1) {
        index.run("redo", NO_PARAMS);
        position++;
      } else {
        randomEdit(index, random, round);
        const after = snapshot();
        if (after !== states[position]) {
          position++;
          states.length = position;
          states.push(after);
        }
      }
      expect(snapshot()).toBe(states[position]);
      expect(index.reader.history().canUndo === null).toBe(position === 0);
      expect(index.reader.history().canRedo === null).toBe(
        position === states.length - 1,
      );
    }
    expect(states.length).toBeGreaterThan(5);
  });

  it("of many thousand pictures are whole: killed half-way they are taken back at the next start", async () => {
    const { run, reader, database, a, b } = await filledIndex(5000);
    const ids = reader.imageIds();
    run("relabel", { imageIds: ids, classId: a });
    const before = reader.labels();
    // As a kill leaves it: begun, one piece of changes applied.
    database.exec(`
      INSERT INTO edits (at, description, steps, state) VALUES ('', '', '[]', 'applying');
      INSERT INTO edit_changes SELECT (SELECT max(id) FROM edits), id, 'class_id', class_id, ${b} FROM images LIMIT 2000;
      UPDATE images SET class_id = ${b} WHERE id IN (SELECT id FROM images LIMIT 2000);`);
    expect(reader.labels()).not.toEqual(before);
    recoverEdits(database);
    expect(reader.labels()).toEqual(before);
    expect(reader.history()).toEqual({
      canUndo: "Relabel 3,333 pictures as “a”",
      canRedo: null,
    });
    // The same for an undo that was killed: it is finished.
    database.exec(
      "UPDATE edits SET state = 'undoing'; UPDATE images SET class_id = 2 WHERE id = 2;",
    );
    recoverEdits(database);
    expect(reader.classes().map((row) => row.count)).toEqual([
      1667, 1667, 1666,
    ]);
    expect(reader.history().canRedo).toBe("Relabel 3,333 pictures as “a”");
    expect(run("redo", NO_PARAMS).redone).toBe("Relabel 3,333 pictures as “a”");
    expect(reader.labels()).toEqual(before);
  });

  it("that change nothing leave no trace", async () => {
    const { run, reader, a } = await filledIndex(3);
    run("relabel", { imageIds: [1, 1, 77], classId: a });
    run("renameClass", { classId: a, name: " a " });
    expect(reader.history()).toEqual({ canUndo: null, canRedo: null });
    expect(run("undo", NO_PARAMS)).toEqual({ undone: null });
    expect(run("redo", NO_PARAMS)).toEqual({ redone: null });
  });

  it("refuse a class name that is taken and a class that is gone, keeping everything", async () => {
    const { run, reader, a, b } = await filledIndex(3);
    expect(() => run("renameClass", { classId: a, name: "b" })).toThrow(
      expect.objectContaining({ code: "dataset/class-name-taken" }),
    );
    expect(() => run("relabel", { imageIds: [1], classId: 99 })).toThrow(
      expect.objectContaining({ code: "dataset/no-such-class" }),
    );
    run("mergeClasses", { from: a, into: b });
    run("createClass", { name: "a" });
    expect(run("undo", NO_PARAMS).undone).toBe("Create class “a”");
    expect(run("undo", NO_PARAMS).undone).toBe("Merge class “a” into “b”");
    expect(reader.classes().map((row) => row.count)).toEqual([1, 1, 1]);
  });

  it.skipIf(!hasTestData("odd-files", "names", "blns.json"))(
    "rename a class to any naughty string and back",
    async () => {
      const { run, reader, a } = await filledIndex(3);
      const path = testDataPath("odd-files", "names", "blns.json");
      const strings = JSON.parse(readFileSync(path, "utf8")) as string[];
      const usable = strings.flatMap((text) => {
        try {
          return [normalizeClassName(text)];
        } catch {
          return [];
        }
      });
      for (const name of new Set(usable)) {
        run("renameClass", { classId: a, name });
        const row = reader.classes().find(({ id }) => id === a);
        expect(row?.name).toBe(name);
        expect(reader.count({ classIds: [a] })).toBe(1);
      }
      for (let i = 0; i < 600; i++) run("undo", NO_PARAMS);
      expect(reader.classes().map((row) => row.name)).toEqual(["a", "b", "c"]);
    },
  );

  it("say what happened to a picture", async () => {
    const { run, reader, b } = await filledIndex(3);
    run("relabel", { imageIds: [1, 3], classId: b });
    run("setExcluded", { imageIds: [1], excluded: true });
    run("undo", NO_PARAMS);
    expect(reader.imageHistory(1).map((row) => row.change)).toEqual([
      "Relabel 2 pictures as “b”",
    ]);
  });
});

describe("a full disk", () => {
  it("refuses the edit with a sentence, keeps what was confirmed, and goes on when there is room", async () => {
    const { run, reader, database, rootId, a } = await filledIndex(3000);
    const pages = Number(
      database.prepare("PRAGMA page_count").get()?.["page_count"],
    );
    database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const more = Array.from({ length: 3000 }, (_, i) =>
      newImage(10_000 + i, rootId, a),
    );
    const full = expect.objectContaining({
      code: "storage/disk-full",
      message: expect.stringContaining("Free some space") as string,
    }) as Error;
    expect(() => run("addRows", { images: more, problems: [] })).toThrow(full);
    const ids = reader.imageIds();
    const before = reader.labels();
    expect(() => run("relabel", { imageIds: ids, classId: a })).toThrow(full);
    database.exec("PRAGMA max_page_count = 1000000");
    recoverEdits(database);
    expect(reader.labels()).toEqual(before);
    expect(reader.history().canUndo).toBeNull();
    run("relabel", { imageIds: ids, classId: a });
    expect(reader.classes()[0]?.count).toBe(ids.length);
  });
});

describe("runs, findings and documents", () => {
  it("keep what they are given, and a deleted run can come back", async () => {
    const { run, reader } = await openIndex();
    run("addRun", {
      id: "r1",
      name: "First",
      createdAt: "2026-01-01",
      status: "running",
      config: { seed: 1 },
    });
    run("addRun", {
      id: "r2",
      name: "Second",
      createdAt: "2026-01-02",
      status: "waiting",
      config: {},
    });
    run("updateRun", {
      id: "r1",
      status: "finished",
      metrics: { accuracy: 0.5 },
    });
    run("updateRun", { id: "r2", deleted: true });
    expect(reader.runs().map((row) => row.id)).toEqual(["r1"]);
    expect(reader.run("r1")).toMatchObject({
      name: "First",
      status: "finished",
      config: { seed: 1 },
      metrics: { accuracy: 0.5 },
    });
    run("updateRun", { id: "r2", deleted: false });
    expect(reader.runs().map((row) => row.id)).toEqual(["r2", "r1"]);
    run("setDocument", { name: "x", value: [1] });
    expect(reader.document("x")).toEqual([1]);
    run("setDocument", { name: "x", value: null });
    expect(reader.document("x")).toBeNull();
  });

  it("keep a dismissed finding dismissed when the check runs again", async () => {
    const { run, reader } = await filledIndex(3);
    const findings = [1, 2].map((imageId) => ({
      imageId,
      otherImageId: null,
      score: imageId,
      details: null,
    }));
    run("replaceFindings", { check: "mislabel", findings });
    const worst = reader.findings("mislabel")[0];
    expect(worst?.imageId).toBe(2);
    run("setFindingState", {
      findingIds: [worst?.id ?? 0],
      state: "dismissed",
    });
    run("replaceFindings", { check: "mislabel", findings });
    expect(reader.findings("mislabel").map((row) => row.imageId)).toEqual([1]);
  });
});

describe("requireWal", () => {
  it("refuses a drive that offers another journal, naming what to do", () => {
    expect(() => requireWal("delete", "/net/index.sqlite")).toThrow(
      expect.objectContaining({
        code: "project/file-system-unsupported",
        message: expect.stringContaining("local drive") as string,
      }),
    );
  });
});

type Filled = Awaited<ReturnType<typeof filledIndex>>;

function randomEdit(
  { run, reader }: Filled,
  random: Random,
  round: number,
): void {
  const classes = reader.classes().map((row) => row.id);
  const pick = () => classes[random.integer(classes.length)] ?? 0;
  const imageIds = Array.from(
    { length: 1 + random.integer(5) },
    () => 1 + random.integer(40),
  );
  const split =
    (["train", "validation", "test"] as const)[random.integer(3)] ?? "train";
  const edits = [
    () => run("relabel", { imageIds, classId: pick() }),
    () => run("setExcluded", { imageIds, excluded: random.integer(2) === 0 }),
    () => run("setSplit", { imageIds, split }),
    () => run("renameClass", { classId: pick(), name: `name ${round}` }),
    () => run("createClass", { name: `new ${round}` }),
    () => run("mergeClasses", { from: pick(), into: pick() }),
    () =>
      run("assignSplits", {
        assignments: imageIds.map((imageId) => ({ imageId, split })),
        state: {
          source: "stratified",
          fractions: { train: 0.7, validation: 0.15, test: 0.15 },
          seed: round,
        },
        record: true,
      }),
  ];
  edits[random.integer(edits.length)]?.();
}
