import { describe, expect, it } from "vitest";

import { recognizeLayout } from "#engine/datasets/layout.ts";
import type { Layout } from "#engine/datasets/layout.ts";
import { sideOfName } from "#engine/datasets/split-names.ts";

/** A layout from paths of picture files. */
function layoutOf(...files: string[]): Layout {
  const folders = new Map<string, number>([["", 0]]);
  for (const file of files) {
    const parts = file.split("/").slice(0, -1);
    parts.forEach((_, i) => {
      const path = parts.slice(0, i + 1).join("/");
      folders.set(path, folders.get(path) ?? 0);
    });
    const folder = parts.join("/");
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  return recognizeLayout(
    [...folders].map(([path, pictures]) => ({ path, pictures })),
  );
}

/** `class@side`, `class`, or the code of why not. */
function placed(layout: Layout, folder: string): string {
  const placement = layout.place(folder);
  if (placement.kind === "outside") return placement.code;
  return placement.className + (placement.split ? `@${placement.split}` : "");
}

describe("sideOfName", () => {
  it.each([
    ["train", "train"],
    ["Training", "train"],
    ["TRAIN_SET", "train"],
    ["trainSet", "train"],
    ["seg_train", "train"],
    ["training-images", "train"],
    ["val", "validation"],
    ["valid", "validation"],
    ["Validation_data", "validation"],
    ["dev", "validation"],
    ["test", "test"],
    ["TESTING", "test"],
    ["02_test", "test"],
    ["ｔｅｓｔ", "test"],
    ["eval", "evaluation"],
    ["steam train", undefined],
    ["trainer", undefined],
    ["contest", undefined],
    ["train test", undefined],
    ["constructor", undefined],
    ["__proto__", undefined],
    ["7", undefined],
    ["", undefined],
  ])("reads %j as %s", (name, side) => {
    expect(sideOfName(name)).toBe(side);
  });
});

describe("recognizeLayout", () => {
  it("takes a folder per class, in natural order, with everything below it", () => {
    const layout = layoutOf(
      "10/a.png",
      "9/a.png",
      "9/2024/deep/b.png",
      "b/a.png",
    );
    expect(layout.kind).toBe("classes");
    expect(layout.classNames).toEqual(["9", "10", "b"]);
    expect(placed(layout, "9/2024/deep")).toBe("9");
    expect([...layout.sides]).toEqual([]);
  });

  it("recognises sides above classes, in any spelling, and reports what lies beside", () => {
    const layout = layoutOf(
      "TRAIN/cat/1.png",
      "train_2/x",
      "Valid/cat/2.png",
      "Testing/dog/3.png",
      "docs/4.png",
      "Testing/loose.png",
      "top.png",
    );
    expect(layout.kind).toBe("sides-then-classes");
    expect([...layout.sides].toSorted()).toEqual([
      "test",
      "train",
      "validation",
    ]);
    expect(layout.classNames).toEqual(["cat", "dog"]);
    expect(placed(layout, "TRAIN/cat")).toBe("cat@train");
    expect(placed(layout, "Valid/cat/sub")).toBe("cat@validation");
    expect(placed(layout, "Testing/dog")).toBe("dog@test");
    for (const folder of ["", "docs", "Testing"]) {
      expect(placed(layout, folder)).toBe("dataset/no-class-folder");
    }
  });

  it("recognises sides below classes", () => {
    const layout = layoutOf(
      "cat/train/1.png",
      "cat/val/2.png",
      "dog/train/3.png",
      "dog/eval/4.png",
    );
    expect(layout.kind).toBe("classes-then-sides");
    expect(placed(layout, "cat/train")).toBe("cat@train");
    expect(placed(layout, "dog/eval")).toBe("dog@test");
  });

  it("takes an evaluation folder as validation when there is a test folder too", () => {
    const layout = layoutOf("train/a/1.png", "eval/a/2.png", "test/a/3.png");
    expect(placed(layout, "eval/a")).toBe("a@validation");
  });

  it("passes through folders that only wrap, also when they say train twice", () => {
    expect(
      placed(
        layoutOf("archive/data/cat/1.png", "archive/data/dog/2.png"),
        "archive/data/dog",
      ),
    ).toBe("dog");
    const wrapped = layoutOf("cifar/train/cat/1.png", "cifar/test/cat/2.png");
    expect(placed(wrapped, "cifar/test/cat")).toBe("cat@test");
    expect(placed(wrapped, "cifar")).toBe("dataset/no-class-folder");
    const twice = layoutOf(
      "seg_train/seg_train/sea/1.png",
      "seg_test/seg_test/sea/2.png",
      "seg_pred/3.png",
    );
    expect(placed(twice, "seg_train/seg_train/sea")).toBe("sea@train");
    expect(twice.classNames).toEqual(["sea"]);
  });

  it("keeps a class that is called train, test or dev", () => {
    const vehicles = layoutOf("car/1.png", "train/2.png", "plane/3.png");
    expect(vehicles.kind).toBe("classes");
    expect(vehicles.classNames).toEqual(["car", "plane", "train"]);
    expect(layoutOf("train/steam/1.png", "car/2.png", "plane/3.png").kind).toBe(
      "classes",
    );
  });

  it("takes a train folder alone, and one beside an unlabelled test folder", () => {
    expect(
      placed(layoutOf("train/cat/1.png", "train/dog/2.png"), "train/cat"),
    ).toBe("cat@train");
    const kaggle = layoutOf("train/cat/1.png", "train/dog/2.png", "test/3.png");
    expect(placed(kaggle, "test")).toBe("dataset/no-class-folder");
    expect([...kaggle.sides]).toEqual(["train"]);
  });

  it("takes one class alone, divided into sides or not", () => {
    expect(layoutOf("cat/1.png").classNames).toEqual(["cat"]);
    expect(
      placed(layoutOf("cat/train/1.png", "cat/test/2.png"), "cat/test"),
    ).toBe("cat@test");
  });

  it("makes the two spellings of an accented name one class and refuses an invisible one", () => {
    const layout = layoutOf(
      "cafe\u0301/1.png",
      "train/café/2.png",
      "café/3.png",
      " \u0007 /4.png",
    );
    expect(layout.classNames).toContain("café");
    expect(
      layout.classNames.filter((name) => name.startsWith("caf")),
    ).toHaveLength(1);
    expect(placed(layout, " \u0007 ")).toBe("dataset/class-name-empty");
  });

  it("survives names that are traps for programs", () => {
    const names = [
      "__proto__",
      "constructor",
      "hasOwnProperty",
      "toString",
      "...",
    ];
    const layout = layoutOf(...names.map((name) => `${name}/1.png`));
    expect(layout.classNames.toSorted()).toEqual(names.toSorted());
  });

  it.each([
    [[], "dataset/no-images"],
    [["1.png", "2.png"], "dataset/no-class-folders"],
  ])("refuses %j with a sentence", (files, code) => {
    expect(() => layoutOf(...files)).toThrow(expect.objectContaining({ code }));
  });
});
