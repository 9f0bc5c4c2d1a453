import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { unzipSync } from "fflate";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { EngineEvent } from "#api/events.ts";
import {
  exportDownloadPath,
  picturePath,
  predictionsCsvPath,
  thumbnailPath,
  uploadPath,
} from "#api/paths.ts";
import {
  connectToEngine,
  createEngine,
  toStudioError,
  type Engine,
  type EngineClient,
} from "#engine/engine.ts";
import {
  startServer,
  type EngineServer,
} from "#engine/server/engine-server.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "#test/helpers/engine-folders.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";

let home: EngineFolders;
let engine: Engine;
let server: EngineServer;
let client: EngineClient;
let pictures: string;
const events: EngineEvent[] = [];

beforeAll(async () => {
  home = await temporaryEngineFolders();
  pictures = join(home.root, "shapes");
  await generateDataset(pictures, {
    classes: THREE_SHAPES,
    imagesPerClass: 8,
    size: 300,
  });
  await mkdir(join(home.root, "renderer"));
  engine = await createEngine({ folders: home.folders });
  server = await startServer(engine, {
    port: 0,
    rendererFolder: join(home.root, "renderer"),
  });
  engine.events.subscribe((event) => events.push(event));
  client = connectToEngine(server);
  await client.projects.create({ name: "Shapes" });
});

afterAll(async () => {
  await server.close();
  await engine.close();
  await home[Symbol.asyncDispose]();
});

function get(path: string, headers: Record<string, string> = {}) {
  return fetch(server.origin + path, {
    headers: { authorization: `Bearer ${server.bearer}`, ...headers },
  });
}

function put(path: string, body: Uint8Array<ArrayBuffer>) {
  return fetch(server.origin + path, {
    method: "PUT",
    headers: { authorization: `Bearer ${server.bearer}` },
    body,
  });
}

async function ended(jobId: string) {
  for (;;) {
    const job = await client.jobs.get({ jobId });
    if (job.finishedAt !== null) {
      if (job.error) throw new Error(job.error.message);
      return job;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("files over the server", { timeout: 240_000 }, () => {
  it("takes a dropped folder file by file, imports it into the project and forgets the upload", async () => {
    const { uploadId } = await client.datasets.createUpload({
      name: "My shapes",
    });
    for (const name of Object.keys(THREE_SHAPES)) {
      for (const file of await readdir(join(pictures, name))) {
        const bytes = await readFile(join(pictures, name, file));
        const path = uploadPath(uploadId, `shapes/${name}/${file}`);
        expect((await put(path, new Uint8Array(bytes))).status).toBe(204);
      }
    }
    const { jobId } = await client.datasets.import({ uploadId });
    const job = await ended(jobId);
    expect(job.title).toBe("Import My shapes");
    expect(job.result).toMatchObject({ images: 24 });
    const summary = await client.datasets.summary({});
    expect(summary.classes.map(({ name, count }) => [name, count])).toEqual([
      ["blue square", 8],
      ["green triangle", 8],
      ["red disc", 8],
    ]);
    expect(summary.roots[0]).toMatchObject({ copied: true, reachable: true });
    expect(summary.roots[0]?.path).toMatch(/My shapes-[0-9a-f]{8}$/);
    const uploads = join(home.root, "cache", "runtime");
    expect(await readdir(join(uploads, `uploads-${process.pid}`))).toEqual([]);
    expect(events.map(({ type }) => type)).toContain("dataset");
  });

  it("follows an import with the instant baseline", async () => {
    const baseline = (await client.jobs.list({})).find(
      ({ kind }) => kind === "baseline",
    );
    await ended(baseline!.id);
    const result = await client.training.baseline({});
    expect(result.status).toBe("ready");
    expect(result.confusion.flat().reduce((sum, count) => sum + count)).toBe(
      result.imageCount,
    );
    const [first] = await imageIds();
    await client.datasets.setExcluded({ imageIds: [first!], excluded: true });
    expect((await client.training.baseline({})).status).toBe("stale");
    await client.datasets.undo({});
    expect((await client.training.baseline({})).status).toBe("ready");
  });

  it("hands out thumbnails that the browser asks about again, also after the cache was cleared", async () => {
    const [first] = await imageIds();
    const answer = await get(thumbnailPath(first!));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("image/jpeg");
    expect(answer.headers.get("cache-control")).toContain("no-cache");
    const bytes = await answer.bytes();
    const { width } = await sharp(bytes).metadata();
    expect(width).toBe(256);
    const again = await get(thumbnailPath(first!), {
      "if-none-match": answer.headers.get("etag")!,
    });
    expect(again.status).toBe(304);
    await client.datasets.clearCache({});
    const made = await get(thumbnailPath(first!));
    expect((await sharp(await made.bytes()).metadata()).width).toBe(256);
  });

  it("hands out whole pictures, and says in a sentence that there is none", async () => {
    const [first] = await imageIds();
    const { width } = await sharp(
      await (await get(picturePath(first!))).bytes(),
    ).metadata();
    expect(width).toBe(300);
    const missing = await get(picturePath(99_999));
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ code: "dataset/no-image" });
  });

  it("previews augmentation, the same again for the same seed", async () => {
    const [first] = await imageIds();
    const { recipe } = await client.training.advise({ model: "resnet-8" });
    const request = {
      imageIds: [first!],
      augmentation: { ...recipe.augmentation, rotation: 30 },
      variants: 2,
      inputSize: 32,
      resize: "squash" as const,
      seed: 1,
    };
    const { rows } = await client.training.previewAugmentation(request);
    expect(rows[0]?.variants).toHaveLength(2);
    expect(rows[0]?.variants[0]).not.toBe(rows[0]?.variants[1]);
    expect(await client.training.previewAugmentation(request)).toEqual({
      rows,
    });
  });

  it("shows pictures in every way into the square, and what cropping costs", async () => {
    const shapes = await client.training.pictureShapes({});
    expect(shapes.pictures).toBeGreaterThan(1);
    expect(shapes.cropLoss).toEqual({ mean: 0, median: 0, most: 0 });
    const { rows } = await client.training.previewResize({
      imageIds: shapes.imageIds,
      inputSize: 16,
      background: [1, 2, 3],
    });
    expect(rows.map(({ imageId }) => imageId)).toEqual(shapes.imageIds);
    expect(rows[0]!.kept).toEqual({ left: 0, top: 0, width: 300, height: 300 });
    expect(rows[0]!.fit).toBe(rows[0]!.squash);
  });

  it("trains with live events; downloads of exports and predictions are streams", async () => {
    const { recipe } = await client.training.advise({
      model: "resnet-8",
      epochs: 2,
    });
    const { runId, jobId } = await client.training.start({ recipe });
    await ended(jobId);
    expect(
      events.filter((event) => event.type === "epoch" && event.runId === runId),
    ).toHaveLength(2);
    expect(await client.training.run({ runId })).toMatchObject({
      status: "finished",
      epoch: 2,
      evaluated: false,
    });

    const exported = await client.export.start({ runId, formats: ["onnx"] });
    await ended(exported.jobId);
    const [report] = await client.export.list({ runId });
    const archive = await get(exportDownloadPath(report!.id, "onnx"));
    expect(archive.headers.get("content-type")).toBe("application/zip");
    const files = unzipSync(await archive.bytes());
    expect(Object.keys(files)).toContain("labels.txt");
    for (const name of report!.formats[0]!.files) {
      expect(Object.keys(files)).toContain(name);
    }
    expect((await get(exportDownloadPath("x", "onnx"))).status).toBe(404);

    const { uploadId } = await client.predict.createUpload({});
    const bytes = await readFile(join(pictures, "red disc", "0.jpg"));
    await put(uploadPath(uploadId, "try me.jpg"), new Uint8Array(bytes));
    const [prediction] = await client.predict.pictures({
      runId,
      pictures: [{ uploadId, name: "try me.jpg" }],
    });
    expect(prediction).toMatchObject({ name: "try me.jpg", error: null });
    const heatmap = await client.explain.heatmap({
      runId,
      picture: { uploadId, name: "try me.jpg" },
    });
    expect(heatmap.picture).toMatch(/^data:image\/png;base64,/);

    const folder = await client.predict.folder({ runId, uploadId });
    await ended(folder.jobId);
    const csv = await (await get(predictionsCsvPath(folder.jobId))).text();
    expect(csv.trim().split("\r\n")).toHaveLength(2);
  });

  it("tells a disk that is full in a sentence", async () => {
    if (process.platform !== "linux") return;
    const [run] = await client.training.runs({});
    const { jobId } = await client.predict.folder({
      runId: run!.id,
      folder: pictures,
      csv: "/dev/full",
    });
    await expect(ended(jobId)).rejects.toThrow("the disk is full");
  });

  it("comes back after the model process has crashed", async () => {
    const [first] = await imageIds();
    const crash = client.training
      .previewAugmentation({
        imageIds: [first!],
        augmentation: (await client.training.advise({ model: "lenet-5" }))
          .recipe.augmentation,
        variants: 16,
        inputSize: 2048,
        resize: "squash",
        seed: 1,
      })
      .catch(toStudioError);
    await new Promise((resolve) => setTimeout(resolve, 30));
    process.kill(engine.modelProcessId()!, "SIGKILL");
    expect(await crash).toMatchObject({ code: "model-process/crashed" });
    expect((await get(picturePath(first!))).status).toBe(200);
  });
});

async function imageIds(): Promise<number[]> {
  return (await client.datasets.imageIds({ filter: {} })).imageIds;
}
