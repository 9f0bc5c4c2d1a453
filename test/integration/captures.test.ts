import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";

import { beforeAll, describe, expect, it } from "vitest";

import type { EngineClient } from "#engine/engine.ts";
import { useBareEngine } from "#test/helpers/bare-engine.ts";
import { pictureOf } from "#test/helpers/picture-folder.ts";

describe("pictures that are taken one by one", () => {
  const bare = useBareEngine();
  let client: EngineClient;
  let directory = "";
  let uploadId = "";
  let classId = 0;

  beforeAll(async () => {
    client = bare.client;
    await client.projects.create({ name: "Captures" });
    directory = (await client.projects.current({}))?.path ?? "";
    ({ classId } = await client.datasets.createClass({ name: "cat / dog" }));
    ({ uploadId } = await client.datasets.createUpload({ name: "camera" }));
  });

  async function add(
    contents: Readonly<Record<string, Uint8Array>>,
    into: number | null,
    together?: string,
  ) {
    for (const [name, content] of Object.entries(contents)) {
      const stream = Readable.from([content]);
      await bare.engine.files.writeUpload(
        uploadId,
        name,
        stream,
        content.length,
      );
    }
    const names = Object.keys(contents);
    return client.captures.add({ uploadId, names, classId: into, together });
  }

  const keptFiles = () =>
    readdirSync(join(directory, "images", "captures"), {
      recursive: true,
      withFileTypes: true,
    })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  it("come into their class, on a side, with a file of their own", async () => {
    const contents = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`${i}.png`, pictureOf(i)]),
    );
    const { added, refused } = await add(contents, classId);
    expect(refused).toEqual([]);
    expect(added.map(({ name }) => name)).toEqual(Object.keys(contents));
    const { classes, imageCount } = await client.datasets.summary({});
    expect(imageCount).toBe(10);
    expect(classes[0]?.count).toBe(10);
    const { train, validation, test } = classes[0]!.bySplit;
    expect(train + validation + test).toBe(10);
    expect(keptFiles()).toHaveLength(10);
    const thumbnail = await bare.engine.files
      .thumbnail(added[0]!.imageId)
      .read();
    expect(thumbnail.contentType).toMatch(/^image\//);
  });

  it("are refused with a reason when they are known or no pictures", async () => {
    const { added, refused } = await add(
      {
        "new.png": pictureOf(100),
        "same.png": pictureOf(100),
        "known.png": pictureOf(3),
        "letter.png": Buffer.from("Dear reader"),
        "cut.png": pictureOf(101).subarray(0, 60),
      },
      classId,
    );
    expect(added.map(({ name }) => name)).toEqual(["new.png"]);
    expect(refused.map(({ name, code }) => [name, code])).toEqual([
      ["same.png", "dataset/duplicate"],
      ["known.png", "dataset/duplicate"],
      ["letter.png", expect.stringMatching(/^image\//)],
      ["cut.png", expect.stringMatching(/^image\//)],
    ]);
    expect(keptFiles()).toHaveLength(11);
  });

  it("wait in the tray when no class is named", async () => {
    const { added } = await add({ "tray.png": pictureOf(200) }, null);
    expect(added).toHaveLength(1);
    const { imageCount } = await client.datasets.summary({});
    expect(imageCount).toBe(11);
    expect(keptFiles().some((path) => path.includes("unlabelled"))).toBe(true);
  });

  it("need a class that is there", async () => {
    await expect(
      add({ "other.png": pictureOf(300) }, 999),
    ).rejects.toMatchObject({ data: { code: "dataset/no-class" } });
  });

  it("are one step of undo, what belongs together in one, also after a restart", async () => {
    const count = async () => (await client.datasets.summary({})).imageCount;
    const before = await count();
    await add({ "a.png": pictureOf(601), "b.png": pictureOf(602) }, classId);
    await add({ "c.png": pictureOf(603) }, classId, "held");
    await add({ "d.png": pictureOf(604) }, classId, "held");
    expect(await count()).toBe(before + 4);
    expect((await client.datasets.summary({})).canUndo).toBe(
      "Add 2 pictures to “cat / dog”",
    );
    await client.projects.close({});
    await client.projects.open({ path: directory });
    await client.datasets.undo({});
    expect(await count()).toBe(before + 2);
    await client.datasets.undo({});
    expect(await count()).toBe(before);
    await client.datasets.redo({});
    await client.datasets.redo({});
    expect(await count()).toBe(before + 4);
  });

  it("that were taken back come in again when they are given again, into the class that was named then", async () => {
    const files = keptFiles().length;
    const { classId: other } = await client.datasets.createClass({
      name: "bird",
    });
    await add({ "e.png": pictureOf(605) }, classId);
    await client.datasets.undo({});
    const again = await add({ "again.png": pictureOf(605) }, other);
    expect(again).toMatchObject({
      added: [{ name: "again.png" }],
      refused: [],
    });
    const bird = (await client.datasets.summary({})).classes.find(
      ({ id }) => id === other,
    );
    expect(bird?.count).toBe(1);
    expect(keptFiles()).toHaveLength(files + 1);
    await client.datasets.undo({});
    const [image] = (
      await client.datasets.images({
        filter: { excluded: "only" },
        offset: 0,
        limit: 10,
      })
    ).images;
    expect(image?.classId).toBe(classId);
  });

  it("leave no file behind when the engine was killed before they were in the index", async () => {
    const files = keptFiles();
    const folder = join(directory, "images", "captures", "cat _ dog");
    writeFileSync(join(folder, "0000.png"), pictureOf(400));
    writeFileSync(join(folder, "0001.png.partial"), "half");
    await client.projects.close({});
    await client.projects.open({ path: directory });
    await add({ "last.png": pictureOf(500) }, classId);
    expect(keptFiles()).toHaveLength(files.length + 1);
  });
});
