import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { filledIndex } from "#test/helpers/filled-index.ts";
import { newImage } from "#test/helpers/index-rows.ts";

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
