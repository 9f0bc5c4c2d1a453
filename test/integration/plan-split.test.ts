import { describe, expect, it } from "vitest";

import type { SplitRule } from "#api/splits.ts";
import { planSplit } from "#engine/datasets/plan-split.ts";
import { completeSplits, resplit } from "#engine/datasets/resplit.ts";
import { decodeFolds } from "#engine/datasets/split-folds.ts";
import type { Project } from "#engine/storage/project-types.ts";
import { emitTo, testProject } from "#test/helpers/import-project.ts";
import { newImage } from "#test/helpers/index-rows.ts";

const FRACTIONS = { train: 0.6, validation: 0.2, test: 0.2 };
const GROUPED: SplitRule = {
  source: "grouped",
  fractions: FRACTIONS,
  seed: 3,
  duplicates: true,
  attributes: ["site"],
};

/** 120 pictures of two classes; every sixth has a copy as the next, and each ten are of one site from 60 on. */
async function filledProject(): Promise<Project> {
  const project = await testProject();
  await addPictures(project, 0, 120);
  const ids = idByNumber(project);
  await emitTo(project)("replaceFindings", {
    check: "near-duplicates",
    findings: Array.from({ length: 10 }, (_, index) => ({
      imageId: ids(index * 6),
      otherImageId: ids(index * 6 + 1),
      score: 1,
      details: {},
    })),
  });
  return project;
}

async function addPictures(project: Project, from: number, to: number) {
  const emit = emitTo(project);
  const { rootId } = await emit("addRoot", {
    path: "/pictures",
    copied: false,
  });
  const { classIds } = await emit("ensureClasses", { names: ["cat", "dog"] });
  await emit("addRows", {
    images: Array.from({ length: to - from }, (_, index) => {
      const number = from + index;
      return newImage(number, rootId, classIds[number % 2]!, {
        path: `picture ${number}.jpg`,
        ...(number >= 60 && {
          attributes: { site: `site ${Math.floor((number % 60) / 10)}` },
        }),
      });
    }),
    problems: [],
  });
}

function idByNumber({ reader }: Project): (number: number) => number {
  const ids = new Map(
    [...reader.eachImage()].map(({ id, path }) => [
      Number(/\d+/.exec(path)?.[0]),
      id,
    ]),
  );
  return (number) => ids.get(number)!;
}

const sideOf = ({ reader }: Project) => {
  const sides = new Map(reader.labels().map(({ id, split }) => [id, split]));
  return (id: number) => sides.get(id);
};

describe("a split in groups", () => {
  it("is planned without moving anything, then applied as planned, and can be undone", async () => {
    const project = await filledProject();
    const emit = emitTo(project);
    await completeSplits(project.reader, emit);
    const before = project.reader.labels();
    const { preview } = planSplit(project.reader, GROUPED);
    expect(project.reader.labels()).toEqual(before);
    expect(preview).toMatchObject({ imageCount: 120, groupCount: 16 });
    expect(preview.straddling).toBeGreaterThan(0);
    expect(preview.moves.reduce((sum, { count }) => sum + count, 0)).toBe(
      preview.moved,
    );
    expect(preview.remarks).toEqual([
      expect.stringMatching(/check-up has not been run/),
    ]);

    await resplit(planSplit(project.reader, GROUPED), emit, GROUPED);
    const after = planSplit(project.reader, GROUPED);
    expect(after.preview).toMatchObject({ moved: 0, straddling: 0 });
    const side = sideOf(project);
    const id = idByNumber(project);
    for (let copy = 0; copy < 60; copy += 6) {
      expect(side(id(copy))).toBe(side(id(copy + 1)));
    }
    for (let number = 60; number < 120; number++) {
      expect(side(id(number))).toBe(side(id(number - (number % 10))));
    }
    await emit("undo", {});
    expect(project.reader.labels()).toEqual(before);
    expect(project.reader.splitState().source).toBe("stratified");
  });

  it("puts a later picture on the side of its group, and leaves the others", async () => {
    const project = await filledProject();
    const emit = emitTo(project);
    await resplit(planSplit(project.reader, GROUPED), emit, GROUPED);
    await resplit(planSplit(project.reader, { source: "fixed" }), emit, {
      source: "fixed",
    });
    const before = sideOf(project);
    await addPictures(project, 180, 240);
    await completeSplits(project.reader, emit);
    const after = sideOf(project);
    const id = idByNumber(project);
    for (let number = 0; number < 120; number++) {
      expect(after(id(number))).toBe(before(id(number)));
    }
    for (let number = 180; number < 240; number++) {
      expect(after(id(number))).toBe(before(id(number - 120)));
    }
    const { preview, state } = planSplit(project.reader, {
      source: "fixed",
    });
    expect([preview.moved, state.source]).toEqual([0, "fixed"]);
  });
});

describe("a split in folds", () => {
  it("sets a test side apart, validates on the first fold, and deals later pictures to folds too", async () => {
    const project = await filledProject();
    const emit = emitTo(project);
    const rule: SplitRule = {
      source: "folds",
      folds: 4,
      test: 0.2,
      seed: 1,
      duplicates: true,
      attributes: [],
    };
    const { preview } = planSplit(project.reader, rule);
    expect(preview).toMatchObject({
      after: { train: 72, validation: 24, test: 24 },
      folds: [24, 24, 24, 24],
      groupCount: 10,
    });
    await resplit(planSplit(project.reader, rule), emit, rule);
    const foldOf = decodeFolds(project.reader.splitState().folds!);
    for (const { id, split } of project.reader.labels()) {
      expect(foldOf(id)).toBeGreaterThanOrEqual(0);
      expect(split === "validation").toBe(split !== "test" && foldOf(id) === 0);
    }
    const before = project.reader.labels();
    await addPictures(project, 180, 220);
    await completeSplits(project.reader, emit);
    const { folds, source } = project.reader.splitState();
    expect([source, folds?.count]).toEqual(["folds", 4]);
    const later = decodeFolds(folds!);
    const after = new Map(
      project.reader.labels().map((label) => [label.id, label]),
    );
    for (const { id } of after.values()) {
      expect(later(id)).toBeGreaterThanOrEqual(0);
    }
    for (const { id, split } of before) {
      expect([later(id), after.get(id)?.split]).toEqual([foldOf(id), split]);
    }
    expect(decodeFolds(folds!)(999_999)).toBe(-1);
  });
});
