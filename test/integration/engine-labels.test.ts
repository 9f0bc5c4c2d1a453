import { cp } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { EngineClient } from "#engine/engine.ts";
import {
  jobEnded,
  startShapesEngine,
  type ShapesEngine,
} from "#test/helpers/shapes-engine.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";

let shapes: ShapesEngine;
let client: EngineClient;

beforeAll(async () => {
  shapes = await startShapesEngine({ imagesPerClass: 10, size: 32 });
  ({ client } = shapes);
  const drawn = join(shapes.home.root, "drawn");
  await generateDataset(drawn, {
    classes: THREE_SHAPES,
    imagesPerClass: 4,
    size: 32,
    seed: 9,
  });
  const folder = join(shapes.home.root, "more");
  for (const name of Object.keys(THREE_SHAPES)) {
    await cp(join(drawn, name), join(folder, "unlabelled", name), {
      recursive: true,
    });
  }
  const { jobId } = await client.datasets.import({ folder });
  await jobEnded(client, jobId);
}, 120_000);

afterAll(() => shapes.close());

function numbers(base64: string): Int32Array {
  return new Int32Array(new Uint8Array(Buffer.from(base64, "base64")).buffer);
}

describe("the map of all pictures", { timeout: 120_000 }, () => {
  it("is not there at first, and neither are similar pictures", async () => {
    expect(await client.labels.map({})).toMatchObject({
      status: "none",
      count: 0,
      imageIds: "",
    });
    const [imageId] = (await client.datasets.imageIds({ filter: {} })).imageIds;
    await expect(
      client.labels.similar({ imageId: imageId! }),
    ).rejects.toMatchObject({ data: { code: "labels/not-compared" } });
  });

  it("shows every picture, the unlabelled ones too, in the colours of now", async () => {
    const { jobId } = await client.labels.startMap({});
    expect((await jobEnded(client, jobId)).error).toBeNull();
    const map = await client.labels.map({});
    expect(map).toMatchObject({ status: "ready", count: 42, laidOut: 42 });
    expect(map.trustworthiness).toBeGreaterThan(0.7);
    const classIds = numbers(map.classIds);
    expect(classIds.filter((id) => id === -1)).toHaveLength(12);
    const x = new Float32Array(numbers(map.x).buffer);
    expect(Math.max(...x)).toBeLessThanOrEqual(1);
    expect(new Set(x).size).toBeGreaterThan(40);

    const [imageId] = numbers(map.imageIds);
    await client.datasets.setExcluded({ imageIds: [imageId!], excluded: true });
    const after = await client.labels.map({});
    expect(after.status).toBe("stale");
    expect(numbers(after.classIds)[0]).toBe(-2);
    await client.datasets.undo({});
    expect((await client.labels.map({})).status).toBe("ready");
  });

  it("finds pictures that look alike", async () => {
    const { images } = await client.datasets.images({
      filter: {},
      offset: 0,
      limit: 100,
    });
    const classOf = new Map(images.map(({ id, classId }) => [id, classId]));
    let alike = 0;
    for (const { id, classId } of images) {
      const found = await client.labels.similar({ imageId: id, limit: 3 });
      expect(found.images).toHaveLength(3);
      expect(found.images.map(({ imageId }) => imageId)).not.toContain(id);
      const nearest = classOf.get(found.images[0]!.imageId);
      if (nearest === undefined || nearest === classId) alike++;
    }
    expect(alike / images.length).toBeGreaterThan(0.8);
  });
});

describe("the tray of unlabelled pictures", { timeout: 120_000 }, () => {
  const filter = { labelled: "no", ranking: "tray", runId: "tray" } as const;

  it("orders them and suggests a label for each", async () => {
    expect(await client.labels.tray.state({})).toMatchObject({
      status: "none",
      unlabelled: 12,
    });
    const { jobId } = await client.labels.tray.start({});
    expect((await jobEnded(client, jobId)).error).toBeNull();
    const { classes } = await client.datasets.summary({});
    const open = classes.reduce(
      (sum, { bySplit }) => sum + bySplit.train + bySplit.validation,
      0,
    );
    expect(await client.labels.tray.state({})).toMatchObject({
      status: "ready",
      learntFrom: open,
      message: null,
    });
    const page = await client.datasets.images({ filter, offset: 0, limit: 50 });
    expect(page.total).toBe(12);
    const nameOf = new Map(classes.map(({ id, name }) => [id, name]));
    let right = 0;
    for (const { id, predictedClassId, confidence } of page.images) {
      const { path } = await client.datasets.image({ imageId: id });
      expect(confidence).toBeGreaterThan(1 / 3);
      if (path.includes(nameOf.get(predictedClassId!)!)) right++;
    }
    expect(right).toBeGreaterThanOrEqual(10);
  });

  it("knows when labels have been given since", async () => {
    const { images } = await client.datasets.images({
      filter,
      offset: 0,
      limit: 1,
    });
    await client.datasets.relabel({
      imageIds: [images[0]!.id],
      classId: images[0]!.predictedClassId!,
    });
    expect(await client.labels.tray.state({})).toMatchObject({
      status: "stale",
      unlabelled: 11,
      labelledSince: 1,
    });
    await client.datasets.undo({});
    expect((await client.labels.tray.state({})).status).toBe("ready");
  });
});

describe("classes", () => {
  it("are split off, merged, removed, and all of it is undone", async () => {
    const names = async () =>
      (await client.datasets.summary({})).classes.map(({ name }) => name);
    const before = await names();
    const [from] = (await client.datasets.summary({})).classes;
    const { imageIds } = await client.datasets.imageIds({
      filter: { classIds: [from!.id] },
    });
    const { classId } = await client.labels.splitClass({
      imageIds: imageIds.slice(0, 2),
      name: "small ones",
    });
    expect(await names()).toContain("small ones");
    await expect(client.labels.removeClass({ classId })).rejects.toMatchObject({
      data: { code: "dataset/class-not-empty" },
    });
    await client.labels.mergeClasses({ from: classId, into: from!.id });
    expect(await names()).toEqual(before);
    await client.datasets.undo({});
    await client.datasets.undo({});
    expect(await names()).toEqual(before);
    expect(await client.labels.attributes({})).toEqual({ attributes: [] });
  });
});
