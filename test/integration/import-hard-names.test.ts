import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { StudioError } from "#engine/base/errors.ts";
import { isUnlabelledName } from "#engine/datasets/split-names.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { notesFor } from "#engine/export/notes.ts";
import { normalizeClassName } from "#engine/storage/class-names.ts";
import { smallTar } from "#test/helpers/archives.ts";
import { importInto, testProject } from "#test/helpers/import-project.ts";
import { pictureOf, writePictures } from "#test/helpers/picture-folder.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

const GENERATED = [
  "‮gnp.tac",
  "שלום עולם",
  "👩‍🔬🏳️‍🌈",
  "e\u0301te\u0301",
  "été",
  "trailing dot.",
  "trailing space ",
  " leading space",
  "CON",
  "a:b",
  "new\nline",
  `"quotes" 'and' \`more\``,
  "__proto__",
  "constructor",
  "-rf",
  "--help",
  "%2e%2e",
  "back\\slash",
  "<b>&amp;<b>",
  "a,b;c\td",
  "￿\u200b\u00ad",
  "x".repeat(200),
  "é".repeat(120),
];

/** Every name as the folder of a class with one picture in it of the same name. @returns what the disk made of it */
async function folderOfNames(names: readonly string[]) {
  const folder = await temporaryFolder();
  for (const [number, name] of names.entries()) {
    try {
      const place = join(folder, name);
      mkdirSync(place, { recursive: true });
      const file = `${name.slice(0, 60)}.png`;
      writeFileSync(join(place, file), pictureOf(number));
    } catch {
      // A name that this system does not allow.
    }
  }
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name,
      files: readdirSync(join(folder, name)),
    }));
  return { folder, files };
}

/** What a class of this name is called; undefined where it can be none. */
function classNameOf(name: string): string | null | undefined {
  if (name.startsWith(".")) return undefined;
  if (isUnlabelledName(name)) return null;
  try {
    return normalizeClassName(name);
  } catch {
    return undefined;
  }
}

async function expectTakenThroughEverything(names: readonly string[]) {
  const { folder, files } = await folderOfNames(names);
  expect(files.length).toBeGreaterThan(names.length / 2);
  const project = await testProject();
  const { reader, writer } = project;
  const result = await importInto(project, folder);
  const expected = new Map<string, number>();
  let refused = 0;
  for (const one of files) {
    const className = classNameOf(one.name);
    const seen = one.files.filter((file) => !file.startsWith("."));
    if (typeof className !== "string") refused++;
    else if (seen.length > 0) {
      expected.set(className, (expected.get(className) ?? 0) + seen.length);
    }
  }
  // A picture for every folder, in the class of its name; nothing merged but what Unicode takes for the same.
  const counts = result.classes.map(({ name, count }) => [name, count]);
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(expected));
  expect(counts).toHaveLength(expected.size);
  for (const { message } of result.skipped) {
    expect(message).toMatch(/^(Expected .* Received: |A class )/s);
  }
  expect(result.skippedCount).toBeGreaterThanOrEqual(refused > 0 ? 1 : 0);
  const { images } = reader.page({}, 0, 10_000);
  expect(images.length).toBe(result.images);
  for (const { id } of images) {
    const image = reader.image(id);
    expect(image && existsSync(reader.filePath(image))).toBe(true);
  }
  expect(await importInto(project, folder)).toMatchObject({ added: 0 });
  // Renamed to every name in turn, or refused with a sentence.
  const { classId } = await writer.execute("createClass", { name: "plain" });
  const faults: string[] = [];
  for (const name of names) {
    try {
      await writer.execute("renameClass", { classId, name });
      const row = reader.classes().find(({ id }) => id === classId);
      if (row?.name !== normalizeClassName(name)) faults.push(name);
    } catch (error) {
      if (!(error instanceof StudioError)) faults.push(String(error));
    }
  }
  expect(faults).toEqual([]);
  const labels = reader.classes().map(({ name }) => name);
  const notes = new Map(
    notesFor({
      labels,
      preprocessing: standardPreprocessing(8, "minus-one-to-one"),
    }),
  );
  expect(JSON.parse(notes.get("labels.json") ?? "")).toEqual(labels);
  expect(notes.get("labels.txt")?.split("\n")).toHaveLength(labels.length + 1);
}

describe("hard names of class folders and files", () => {
  it("go through import, summary, rename and the labels of an export", async () => {
    await expectTakenThroughEverything(GENERATED);
  });

  it.skipIf(!hasTestData("odd-files/names"))(
    "so do those of the list of naughty strings",
    async () => {
      const list = testDataPath("odd-files/names/blns.json");
      const names = JSON.parse(readFileSync(list, "utf8")) as string[];
      // What can be the name of a folder.
      const usable = [...new Set(names)].filter(
        (name) =>
          name !== "" && !/[/\0]/.test(name) && Buffer.byteLength(name) <= 255,
      );
      await expectTakenThroughEverything(usable);
    },
  );

  it("keeps names apart that differ in capitals, and joins classes that differ in their Unicode form alone", async () => {
    const folder = await temporaryFolder();
    await writePictures(folder, {
      "Cat/a.png": 1,
      "cat/a.png": 2,
      "caf\u00e9/\u00e9.png": 3,
      "cafe\u0301/e\u0301.png": 4,
      "caf\u00e9/e\u0301.png": 5,
    });
    const written = readdirSync(folder, { recursive: true }).filter((path) =>
      String(path).endsWith(".png"),
    );
    const project = await testProject();
    const result = await importInto(project, folder);
    // Systems that take two of the names for one have fewer files, and every file is a picture.
    expect(result).toMatchObject({ added: written.length, skipped: [] });
    const names = result.classes.map(({ name }) => name);
    expect(names.filter((name) => name === "caf\u00e9")).toHaveLength(1);
    if (written.length < 5) return;
    expect(result.classes).toEqual(
      expect.arrayContaining([
        { name: "Cat", count: 1 },
        { name: "cat", count: 1 },
        { name: "caf\u00e9", count: 3 },
      ]),
    );
  });

  it("takes names of 255 bytes, in place, copied and out of an archive", async () => {
    const folder = await temporaryFolder();
    const name = `${"n".repeat(251)}.png`;
    // All ending.
    const other = `x.${"y".repeat(253)}`;
    await writePictures(folder, {
      [`a/${name}`]: 1,
      [`b/${other}`]: 2,
      "b/2.png": 3,
    });
    const inPlace = await importInto(await testProject(), folder);
    const copied = await importInto(await testProject(), folder, {
      copy: true,
    });
    expect(copied).toEqual({ ...inPlace, seconds: expect.any(Number) });
    expect(copied).toMatchObject({ added: 3, skipped: [] });
    const archive = join(folder, "long.tar");
    const entries = [`a/${name}`, "b/2.png"].map((path, number) => ({
      name: path,
      content: pictureOf(number),
    }));
    writeFileSync(archive, await smallTar(entries));
    expect(await importInto(await testProject(), archive)).toMatchObject({
      added: 2,
      skipped: [],
    });
  });
});
