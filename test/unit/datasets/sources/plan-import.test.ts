import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { ClassesFrom, ImportPlan } from "#api/sources.ts";
import { planImport } from "#engine/datasets/sources/plan-import.ts";
import { writePictures } from "#test/helpers/picture-folder.ts";
import { smallZip } from "#test/helpers/small-zip.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

type Files = Readonly<Record<string, number | Uint8Array | string>>;

async function planOf(
  files: Files,
  classesFrom?: ClassesFrom,
  below = "",
): Promise<ImportPlan> {
  const source = await temporaryFolder();
  await writePictures(source, files);
  return planImport({ source: join(source, below), classesFrom });
}

/** `cat 2, dog 1`, as the plan counts them. */
function counts({ classes }: ImportPlan): string {
  return classes.map(({ name, count }) => `${name} ${count}`).join(", ");
}

function codes({ skipped }: ImportPlan): Record<string, number> {
  return Object.fromEntries(skipped.map(({ code, count }) => [code, count]));
}

function warned({ warnings }: ImportPlan): string[] {
  return warnings.map(({ code }) => code);
}

/** Empty files of these names: a plan opens none of them. */
function named(...paths: string[]): Files {
  return Object.fromEntries(paths.map((path) => [path, ""]));
}

describe("planning an import of folders", () => {
  it("counts class folders, also what lies deeper, as Keras and PyTorch do", async () => {
    const plan = await planOf(
      named("cat/1.png", "cat/2023/2.png", "dog/1.png", "dog/2023/4/2.png"),
    );
    expect(plan.classesFrom).toBe("top");
    expect(counts(plan)).toBe("cat 2, dog 2");
    expect(plan.readings.map((one) => one.classesFrom)).toEqual([
      "top",
      "leaf",
      "none",
    ]);
    expect(plan).toMatchObject({ labelled: 4, unlabelled: 0, splits: [] });
  });

  it("takes the innermost folders where the outer ones are groups, and says so", async () => {
    const files = named(
      ...["cats/1", "cats/2", "dogs/1"].map((name) => `animals/${name}.png`),
      ...["roses/1", "tulips/1"].map((name) => `plants/${name}.png`),
    );
    const plan = await planOf(files);
    expect(plan.classesFrom).toBe("leaf");
    expect(counts(plan)).toBe("cats 2, dogs 1, roses 1, tulips 1");
    expect(plan.summary).toContain("innermost folders");
    expect(warned(plan)).toContain("source/nested");
    const outer = await planOf(files, "top");
    expect(counts(outer)).toBe("animals 3, plants 2");
    expect(warned(outer)).not.toContain("source/nested");
  });

  it("takes the outer folders where the inner ones repeat or only count", async () => {
    const repeated = ["indoor", "outdoor"].flatMap((place) => [
      `cat/${place}/1.png`,
      `dog/${place}/1.png`,
    ]);
    expect((await planOf(named(...repeated))).classesFrom).toBe("top");
    const counted = ["cat/1", "cat/2", "dog/3", "dog/part 4"];
    const files = named(...counted.map((folder) => `${folder}/a.png`));
    expect((await planOf(files)).classesFrom).toBe("top");
  });

  it("names innermost folders of one name by their whole path", async () => {
    const files = named(
      "cat/black/1.png",
      "cat/white/1.png",
      "dog/black/1.png",
    );
    expect(counts(await planOf(files, "leaf"))).toBe(
      "cat/black 1, dog/black 1, white 1",
    );
  });

  it("puts groups and sides together", async () => {
    const plan = await planOf(
      named(
        "train/animals/cat/1.png",
        "train/animals/dog/2.png",
        "train/plants/rose/3.png",
        "test/animals/cat/4.png",
        "test/plants/rose/images/5.png",
      ),
    );
    expect(counts(plan)).toBe("cat 2, dog 1, rose 2");
    expect(plan.splits).toEqual(["train", "test"]);
    expect(plan.classes[0]?.bySplit).toEqual({
      train: 1,
      validation: 0,
      test: 1,
    });
    expect(plan.summary).toContain("below folders for training and test");
  });

  it("sends a flat folder, and one called unlabelled, to the tray", async () => {
    const flat = await planOf(named("1.png", "2.jpg"));
    expect(flat).toMatchObject({ classesFrom: "none", unlabelled: 2 });
    expect(warned(flat)).toEqual(["source/no-classes"]);
    const beside = await planOf(
      named("cat/1.png", "dog/1.png", "unlabelled/7/1.png", "to_label/2.png"),
    );
    expect(beside).toMatchObject({ labelled: 2, unlabelled: 2 });
    const split = await planOf(
      named("train/cat/1.png", "train/dog/1.png", "Unlabeled/2.png"),
    );
    expect(split).toMatchObject({ unlabelled: 1, splits: ["train"] });
    const only = await planOf(named("unlabelled/1.png"));
    expect(only).toMatchObject({ classesFrom: "none", unlabelled: 1 });
  });

  it("warns of one class alone and of a class with one picture", async () => {
    const plan = await planOf(named("cat/1.png"));
    expect(warned(plan)).toEqual(["source/one-class", "source/class-with-one"]);
  });

  it("refuses a folder without anything to learn from, as an import does", async () => {
    await expect(planOf(named("a/1.doc"))).rejects.toMatchObject({
      code: "dataset/no-images",
    });
    await expect(planOf(named("cat/1.png"), "manifest")).rejects.toMatchObject({
      code: "source/no-such-reading",
    });
  });

  it("counts only the beginning when looking takes too long, and says so", async () => {
    const source = await temporaryFolder();
    await writePictures(source, named("cat/1.png", "dog/1.png", "dog/2.png"));
    const plan = await planImport({ source, enoughMs: -1 });
    expect(plan.isComplete).toBe(false);
    expect(plan.labelled).toBe(1);
  });
});

describe("planning around masks and annotations", () => {
  it("leaves out folders of masks that mirror the pictures", async () => {
    const plan = await planOf(
      named(
        ...["1", "2", "3"].flatMap((n) => [
          `healthy/images/${n}.png`,
          `healthy/masks/${n}.png`,
          `ill/${n}.jpg`,
          `ill/mask/${n}_mask.png`,
        ]),
      ),
    );
    expect(counts(plan)).toBe("healthy 3, ill 3");
    expect(codes(plan)).toEqual({ "source/mask": 6 });
    expect(plan.summary).toContain("2 folders hold masks");
  });

  it("keeps classes that are called mask", async () => {
    const plan = await planOf(
      named("mask/1.png", "mask/2.png", "no_mask/1.png", "no_mask/2.png"),
    );
    expect(counts(plan)).toBe("mask 2, no_mask 2");
    expect(plan.skippedCount).toBe(0);
  });

  it("leaves out what VOC, YOLO and LabelMe put beside pictures", async () => {
    const plan = await planOf(
      named(
        "cat/1.jpg",
        "cat/1.xml",
        "cat/2.jpg",
        "cat/2.json",
        "cat/2_mask.png",
        "dog/3.jpg",
        "dog/3.txt",
        "dog/4.jpg",
        "dog/4.txt",
        "dog/notes.txt",
        "annotations/all.json",
      ),
    );
    expect(plan.kind).toBe("images");
    expect(counts(plan)).toBe("cat 2, dog 2");
    expect(codes(plan)).toEqual({
      "source/annotation": 4,
      "source/mask": 2,
      "source/other-file": 1,
    });
  });

  it("takes pictures for pictures where YOLO has more texts", async () => {
    const plan = await planOf(
      named(
        "images/cat/1.jpg",
        "images/dog/2.jpg",
        "labels/cat/1.txt",
        "labels/dog/2.txt",
        "labels/classes.txt",
      ),
    );
    expect(plan.kind).toBe("images");
    expect(counts(plan)).toBe("cat 1, dog 1");
  });

  it("warns of a class that has masks only", async () => {
    const plan = await planOf(
      named("a/1.png", "a/2.png", "b/1.png", "b/2.png", "c/annotations/1.png"),
    );
    expect(counts(plan)).toBe("a 2, b 2");
    expect(warned(plan)).toEqual(["source/only-masks"]);
  });
});

describe("planning an import of lists", () => {
  it("reads a Hugging Face image folder: metadata in each split, other columns kept", async () => {
    const plan = await planOf({
      "train/1.png": 1,
      "train/deep/2.png": 2,
      "train/metadata.csv":
        "file_name,label,camera\n1.png,cat,Canon\ndeep/2.png,dog,Nikon\n",
      "test/3.png": 3,
      "test/metadata.jsonl":
        '{"file_name":"3.png","label":"cat","objects":{"bbox":[1,2]}}\n',
    });
    expect(plan.classesFrom).toBe("manifest");
    expect(counts(plan)).toBe("cat 2, dog 1");
    expect(plan.splits).toEqual(["train", "test"]);
    expect(plan.attributes).toEqual([
      { name: "objects", examples: ['{"bbox":[1,2]}'] },
      { name: "camera", examples: ["Canon", "Nikon"] },
    ]);
    expect(plan.skippedCount).toBe(0);
  });

  it("lets the folders say the classes where metadata does not", async () => {
    const plan = await planOf({
      ...named("cat/1.png", "dog/2.png", "dog/3.png"),
      "metadata.csv": "file_name,caption\ncat/1.png,a cat\ndog/2.png,a dog\n",
    });
    expect(plan.classesFrom).toBe("top");
    expect(counts(plan)).toBe("cat 1, dog 2");
    expect(plan.attributes.map(({ name }) => name)).toEqual(["caption"]);
  });

  it("reads path, label and split from a list, and reports each row that it cannot use", async () => {
    const rows = [
      "a/1.png\tcat\ttrain\tK",
      "a/2.png\tdog\tval\tL",
      "a/3.png\t\ttest\tL",
      "a/9.png\tcat\ttest\tL",
      "a/1.png\tdog\ttrain\tK",
      "../secret.png\tcat\ttrain\tK",
      "\tcat\ttrain\tK",
      "a/2.png\tdog",
    ];
    const plan = await planOf({
      ...named("a/1.png", "a/2.png", "a/3.png", "a/4.png"),
      "list.tsv": ["path\tlabel\tsplit\tcoat", ...rows].join("\n"),
    });
    expect(counts(plan)).toBe("cat 1, dog 1");
    expect(plan.unlabelled).toBe(1);
    expect(plan.splits).toEqual(["train", "validation"]);
    expect(codes(plan)).toEqual({
      "manifest/missing-file": 1,
      "manifest/repeated-row": 1,
      "manifest/outside-folder": 1,
      "manifest/no-path": 1,
      "manifest/broken-row": 1,
      "manifest/not-listed": 1,
    });
    expect(plan.skipped[0]?.examples).toEqual(["list.tsv/row 4"]);
    for (const { message } of plan.skipped) {
      expect(message).toMatch(/^Expected .* Received: .*\. .*\.$/);
    }
  });

  it("goes by one list per split, with names without folder and ending", async () => {
    const plan = await planOf({
      ...named("pictures/a1.jpg", "pictures/a2.jpg", "pictures/b1.jpg"),
      "train.csv": "id,breed\na1,pug\na2,boxer\n",
      "test.csv": "id,breed\nb1,pug\n",
    });
    expect(counts(plan)).toBe("boxer 1, pug 2");
    expect(plan.splits).toEqual(["train", "test"]);
  });

  it("reads a list without a first line of names", async () => {
    const plan = await planOf({
      ...named("x/1.png", "x/2.png"),
      "labels.csv": "x/1.png,cat\nx/2.png,dog\n",
    });
    expect(counts(plan)).toBe("cat 1, dog 1");
  });

  it("ignores a list when folders are chosen, and says what became of it", async () => {
    const files = {
      ...named("cat/1.png", "dog/2.png"),
      "labels.csv": "file,label\ncat/1.png,tiger\ndog/2.png,wolf\n",
    };
    expect(counts(await planOf(files))).toBe("tiger 1, wolf 1");
    const plan = await planOf(files, "top");
    expect(counts(plan)).toBe("cat 1, dog 1");
    expect(codes(plan)).toEqual({ "source/unused-table": 1 });
  });

  it("takes a list that was chosen itself, and nothing beside it", async () => {
    const plan = await planOf(
      {
        ...named("x/1.png", "x/2.png", "x/3.png"),
        "list.csv": "file,label\nx/1.png,cat\nx/2.png,dog\n",
      },
      undefined,
      "list.csv",
    );
    expect(counts(plan)).toBe("cat 1, dog 1");
    expect(plan.skippedCount).toBe(0);
  });

  it("tells tables of texts from lists of pictures", async () => {
    const texts = "text,label\ngood day,greeting\nbye,farewell\n,empty\n";
    const plan = await planOf({ "train.csv": texts });
    expect(plan.kind).toBe("texts");
    expect(counts(plan)).toBe("farewell 1, greeting 1");
    expect(plan.splits).toEqual(["train"]);
    expect(codes(plan)).toEqual({ "text/empty": 1 });
    const beside = await planOf({
      ...named("a/1.png", "b/2.png"),
      "t.csv": texts,
    });
    expect(beside.kind).toBe("images");
    expect(codes(beside)).toEqual({ "source/unused-table": 1 });
    const alone = await planOf({ "t.csv": texts }, undefined, "t.csv");
    expect(alone).toMatchObject({ kind: "texts", labelled: 2 });
  });
});

describe("planning an import of an archive", () => {
  it("reads names and lists without unpacking a picture", async () => {
    const folder = await temporaryFolder();
    await writePictures(folder, {
      "set.zip": smallZip({
        "1.png": "no picture",
        "2.png": "no picture",
        "metadata.csv": "file_name,label\n1.png,cat\n2.png,dog\n",
      }),
    });
    for (const source of [join(folder, "set.zip"), folder]) {
      const plan = await planImport({ source });
      expect(plan.unpacks).toBe(true);
      expect(counts(plan)).toBe("cat 1, dog 1");
      expect(plan.summary).toMatch(
        /^A ZIP archive: pictures as “metadata.csv”/,
      );
    }
  });
});

describe.skipIf(!hasTestData("datasets", "clothing-10"))("real folders", () => {
  it("plans clothing-10: 560 pictures, 10 classes, three sides", async () => {
    const source = testDataPath("datasets", "clothing-10");
    const plan = await planImport({ source });
    expect(plan).toMatchObject({
      classesFrom: "top",
      classCount: 10,
      labelled: 560,
      skippedCount: 0,
      splits: ["train", "validation", "test"],
      warnings: [],
    });
    expect(new Set(plan.classes.map(({ count }) => count))).toEqual(
      new Set([56]),
    );
  });

  it("plans sign-digits-10 in the order of its numbers", async () => {
    const source = testDataPath("datasets", "sign-digits-10");
    const plan = await planImport({ source });
    expect(counts(plan)).toBe(
      "0 50, 1 50, 2 50, 3 50, 4 50, 5 50, 6 50, 7 53, 8 50, 9 50",
    );
    expect(plan).toMatchObject({ splits: [], warnings: [], skippedCount: 0 });
  });
});
