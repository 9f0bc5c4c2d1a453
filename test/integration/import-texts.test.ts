import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  codesByPath,
  emitTo,
  importInto,
  testProject,
} from "#test/helpers/import-project.ts";
import { writePictures } from "#test/helpers/picture-folder.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

async function write(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const folder = await temporaryFolder();
  await writePictures(folder, files);
  return folder;
}

describe("importing texts", () => {
  it("takes class folders of text files, with sides, and keeps the texts", async () => {
    const folder = await write({
      "train/good/1.txt": "A fine film.",
      "train/bad/1.txt": "\uFEFFA dull film.",
      "test/good/2.txt": Buffer.from("\uFEFFSplendid!", "utf16le"),
      "test/bad/2.txt": "Waste of time",
      "test/bad/copy.txt": "Waste of time",
      "train/good/binary.txt": Buffer.from([0x89, 0x50, 0, 0, 1]),
      "train/good/empty.txt": "",
      "train/good/old.txt": Buffer.from("caf\xe9", "latin1"),
      "README.txt": "About",
    });
    const project = await testProject();
    const result = await importInto(project, folder, { copy: true });
    expect(result).toMatchObject({
      kind: "texts",
      images: 4,
      splitSource: "folders",
      classes: [
        { name: "bad", count: 2 },
        { name: "good", count: 2 },
      ],
    });
    expect(codesByPath(result.skipped)).toEqual({
      "test/bad/copy.txt": "dataset/duplicate",
      "train/good/binary.txt": "text/binary",
      "train/good/empty.txt": "text/empty",
      "train/good/old.txt": "text/encoding",
      "README.txt": "dataset/no-class-folder",
    });
    const { images } = project.reader.page({ search: "splen" }, 0, 10);
    expect(images).toMatchObject([
      { fileName: "2.txt", text: "Splendid!", split: "test" },
    ]);
    const again = await importInto(project, folder);
    expect(again).toMatchObject({ added: 0, unchanged: 4, images: 4 });
  });

  it("takes a table with sides and says what is wrong with which row", async () => {
    const folder = await write({
      "reviews.csv": [
        "review,sentiment,split",
        '"Good, very ""good""",pos,train',
        "Bad,neg,train",
        "Fine,pos,test",
        "Poor,neg,test",
        "Bad,neg,train",
        "Bad,pos,train",
        ",neg,train",
        "No class,,train",
        "too,many,cells,here",
      ].join("\n"),
    });
    const project = await testProject();
    const path = join(folder, "reviews.csv");
    const result = await importInto(project, path);
    expect(result).toMatchObject({ kind: "texts", images: 4, added: 4 });
    expect(codesByPath(result.skipped)).toMatchObject({
      "row 7": "text/empty",
      "row 8": "text/no-label",
      "row 9": "text/ragged-row",
    });
    expect(result.skipped.map(({ code }) => code).slice(0, 2)).toEqual([
      "dataset/duplicate",
      "dataset/conflicting-label",
    ]);
    expect(project.reader.imageIds({ splits: ["test"] })).toHaveLength(2);
    const [id] = project.reader.imageIds();
    expect(project.reader.texts([id!, 999])).toEqual([
      'Good, very "good"',
      undefined,
    ]);
  });

  it("finds rows again that have moved, keeps edited labels, and adds what is new", async () => {
    const table = "text,label\nfirst,a\nsecond,b\n";
    const folder = await write({ "t.csv": table });
    const path = join(folder, "t.csv");
    const project = await testProject();
    await importInto(project, path);
    const [first] = project.reader.imageIds();
    const other = project.reader.classes().find(({ name }) => name === "b")!;
    await emitTo(project)("relabel", { imageIds: [first!], classId: other.id });
    await writeFile(path, "text,label\nnew,a\nfirst,a\nsecond,b\n");
    expect(await importInto(project, path)).toMatchObject({
      images: 3,
      added: 1,
      unchanged: 2,
      skippedCount: 0,
    });
    expect(project.reader.image(first!)?.classId).toBe(other.id);
  });

  it("takes a folder of tables, each its side", async () => {
    const folder = await write({
      "train.tsv": "text\tlabel\none\ta\ntwo\tb\n",
      "test.tsv": "text\tlabel\nthree\ta\nfour\tb\n",
    });
    const project = await testProject();
    await importInto(project, folder);
    expect(project.reader.count({ splits: ["test"] })).toBe(2);
    expect(project.reader.splitState().source).toBe("folders");
  });

  it("does not mix pictures and texts", async () => {
    const texts = await write({ "a/1.txt": "x", "b/1.txt": "y" });
    const pictures = await write({ "a/1.png": "x", "b/1.png": "y" });
    const project = await testProject();
    await importInto(project, texts);
    await expect(importInto(project, pictures)).rejects.toMatchObject({
      code: "dataset/other-kind",
    });
  });

  it.each([
    ["no column of classes", "text,stars,id\nx,1,2", "dataset/no-label-column"],
    ["no names", "good film,1,2\nbad film,0,3", "dataset/no-text-column"],
  ])("refuses a table with %s", async (_, table, code) => {
    const folder = await write({ "t.csv": table });
    const project = await testProject();
    await expect(importInto(project, folder)).rejects.toMatchObject({ code });
  });

  it("streams a table of 20,000 rows", async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, row) => `note number ${row} about things,${row % 2 ? "a" : "b"}`,
    );
    const folder = await write({ "t.csv": `text,label\n${rows.join("\n")}` });
    const project = await testProject();
    rows.length = 0;
    const result = await importInto(project, join(folder, "t.csv"));
    expect(result).toMatchObject({ images: 20_000, skippedCount: 0 });
  });
});
