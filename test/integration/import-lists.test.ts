import { describe, expect, it } from "vitest";

import {
  codesByPath,
  importFiles,
  importInto,
  testProject,
} from "#test/helpers/import-project.ts";
import { pictureOf, writePictures } from "#test/helpers/picture-folder.ts";
import { smallZip } from "#test/helpers/small-zip.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

type Files = Readonly<Record<string, number | Uint8Array | string>>;

describe("importing what a list names", () => {
  const LISTED: Files = {
    "pictures/1.png": 1,
    "pictures/2.png": 2,
    "pictures/3.png": 3,
    "pictures/4.png": 4,
    "pictures/5.png": 5,
    "list.csv": [
      "file,label,split,camera",
      "pictures/1.png,cat,train,Canon",
      "pictures/2.png,dog,test,Nikon",
      "pictures/3.png,,train,",
      "pictures/4.png,cat,train,Canon",
      "pictures/9.png,cat,train,Canon",
      "../4.png,cat,train,Canon",
    ].join("\n"),
  };

  it("takes classes, sides and other columns, and sends rows without a label to the tray", async () => {
    const { project, result } = await importFiles(LISTED);
    const { reader } = project;
    expect(result.classes).toEqual([
      { name: "cat", count: 2 },
      { name: "dog", count: 1 },
    ]);
    expect(result).toMatchObject({ images: 3, unlabelled: 1, added: 4 });
    expect(reader.unlabelledCount()).toBe(1);
    expect(reader.attributeValues("camera", 10)).toEqual([
      { value: "Canon", count: 2 },
      { value: "Nikon", count: 1 },
    ]);
    const { images } = reader.page({ splits: ["test"] }, 0, 10);
    expect(images.map((one) => one.fileName)).toEqual(["2.png"]);
    expect(codesByPath(result.skipped)).toEqual({
      "list.csv/row 5": "manifest/missing-file",
      "list.csv/row 6": "manifest/outside-folder",
      "pictures/5.png": "manifest/not-listed",
    });
    expect(reader.problemCount("skipped")).toBe(3);
  });

  it("reads nothing twice, and takes a problem off the list when it is mended", async () => {
    const { project, source } = await importFiles(LISTED);
    await writePictures(source, { "pictures/9.png": 9 });
    const again = await importInto(project, source);
    expect(again).toMatchObject({ added: 1, unchanged: 4, images: 4 });
    expect(
      project.reader
        .problems(0, 10)
        .map(({ path }) => path)
        .toSorted(),
    ).toEqual(["list.csv/row 6", "pictures/5.png"]);
  });

  it("says once for a folder what is true of every file in it", async () => {
    const masks = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        [`cat/${i}.png`, i],
        [`cat/masks/${i}.png`, 100 + i],
      ]).flat(),
    );
    const { project, result } = await importFiles({
      ...masks,
      "dog/1.png": 99,
    });
    expect(result).toMatchObject({ images: 31, skippedCount: 30 });
    const problems = project.reader.problems(0, 10);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.code).toBe("source/mask");
    expect(problems[0]?.message).toContain("29 more files");
  });

  it("imports as the chosen reading says", async () => {
    const source = await temporaryFolder();
    await writePictures(source, {
      "animals/cat/1.png": 1,
      "animals/dog/2.png": 2,
      "plants/rose/3.png": 3,
    });
    const leaf = await importInto(await testProject(), source);
    expect(leaf.classes.map(({ name }) => name)).toEqual([
      "cat",
      "dog",
      "rose",
    ]);
    const top = await importInto(await testProject(), source, {
      classesFrom: "top",
    });
    expect(top.classes.map(({ name }) => name)).toEqual(["animals", "plants"]);
    const none = await importInto(await testProject(), source, {
      classesFrom: "none",
    });
    expect(none).toMatchObject({ images: 0, unlabelled: 3, classes: [] });
  });

  it("names the tray where a labelled file has the content of a picture in it", async () => {
    const source = await temporaryFolder();
    await writePictures(source, { "1.png": 1, "2.png": 2 });
    const project = await testProject();
    await importInto(project, source);
    const labelled = await temporaryFolder();
    await writePictures(labelled, { "cat/a.png": 1, "dog/b.png": 3 });
    const result = await importInto(project, labelled);
    expect(result).toMatchObject({ images: 1, unlabelled: 2 });
    expect(result.skipped.map(({ code }) => code)).toEqual([
      "dataset/duplicate-unlabelled",
    ]);
  });

  it("follows a list inside an archive", async () => {
    const source = await temporaryFolder();
    await writePictures(source, {
      "set.zip": smallZip({
        "data/1.png": pictureOf(1),
        "data/2.png": pictureOf(2),
        "data/metadata.csv": "file_name,label,site\n1.png,cat,A\n2.png,dog,B\n",
      }),
    });
    const project = await testProject();
    const result = await importInto(project, `${source}/set.zip`);
    expect(result.classes.map(({ name }) => name)).toEqual(["cat", "dog"]);
    expect(project.reader.attributes().map(({ name }) => name)).toEqual([
      "site",
    ]);
    expect(project.reader.roots()[0]?.copied).toBe(true);
  });
});
