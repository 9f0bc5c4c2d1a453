import { describe, expect, it } from "vitest";

import {
  isEmptyIndex,
  TakenContents,
} from "#engine/datasets/taken-contents.ts";
import type { Project } from "#engine/storage/project-types.ts";
import { testProject } from "#test/helpers/import-project.ts";
import { newImage } from "#test/helpers/index-rows.ts";

async function addPicture({ writer }: Project, number: number) {
  const { rootId } = await writer.execute("addRoot", {
    path: "/pictures",
    copied: false,
  });
  const { classIds } = await writer.execute("ensureClasses", {
    names: ["cat"],
  });
  const image = newImage(number, rootId, classIds[0] ?? 0);
  await writer.execute("addRows", { images: [image], problems: [] });
  return image;
}

describe("TakenContents", () => {
  it("finds what the first import has taken itself when it comes again", async () => {
    const project = await testProject();
    const taken = new TakenContents(project.reader);
    const { sha256 } = newImage(1, 0, 0);
    expect(taken.find(sha256)).toBeUndefined();
    const { path } = await addPicture(project, 1);
    expect(taken.find(sha256)).toMatchObject({ path });
  });

  it("asks for each content once it is doubted", async () => {
    const project = await testProject();
    const taken = new TakenContents(project.reader);
    // Somebody else's.
    const { sha256, path } = await addPicture(project, 2);
    taken.doubt();
    expect(taken.find(sha256)).toMatchObject({ path });
  });

  it("finds in a later import what is in the index", async () => {
    const project = await testProject();
    expect(isEmptyIndex(project.reader)).toBe(true);
    const { sha256, path } = await addPicture(project, 3);
    expect(isEmptyIndex(project.reader)).toBe(false);
    const taken = new TakenContents(project.reader);
    expect(taken.find(sha256)).toMatchObject({ path });
  });

  it("takes a remark about a file for something that is known", async () => {
    const { reader, writer } = await testProject();
    const { rootId } = await writer.execute("addRoot", {
      path: "/pictures",
      copied: false,
    });
    const problem = {
      rootId,
      path: "broken.jpg",
      code: "image/damaged",
      message: "",
      severity: "skipped" as const,
      sizeBytes: 1,
      modifiedMs: 1,
      sha256: null,
    };
    await writer.execute("addRows", { images: [], problems: [problem] });
    expect(isEmptyIndex(reader)).toBe(false);
  });
});
