import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import type { Random } from "#engine/base/random.ts";
import { recoverEdits } from "#engine/storage/edit-history.ts";
import { normalizeClassName } from "#engine/storage/class-names.ts";
import { toSideColumns } from "#engine/storage/side-columns.ts";
import { filledIndex } from "#test/helpers/filled-index.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

const NO_PARAMS: Record<string, never> = {};

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
        assignments: toSideColumns(
          imageIds.map((imageId) => ({ imageId, split })),
        ),
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
