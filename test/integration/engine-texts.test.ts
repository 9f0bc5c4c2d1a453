import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  createEngine,
  createLocalClient,
  type Engine,
  type EngineClient,
} from "#engine/engine.ts";
import { readRunConfig } from "#engine/training/run-files.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "#test/helpers/engine-folders.ts";
import { jobEnded, runReached } from "#test/helpers/shapes-engine.ts";

let home: EngineFolders;
let engine: Engine;
let client: EngineClient;
let project: string;

async function finished(jobId: string): Promise<unknown> {
  const job = await jobEnded(client, jobId);
  expect(job.error).toBeNull();
  expect(job.status).toBe("finished");
  return job.result;
}

beforeAll(async () => {
  home = await temporaryEngineFolders();
  engine = await createEngine({ folders: home.folders, startsBaseline: false });
  client = createLocalClient(engine);
  const sample = await client.projects.createSample({ kind: "texts" });
  project = sample.project.path;
  await finished(sample.jobId);
});

afterAll(async () => {
  await engine.close();
  await home[Symbol.asyncDispose]();
});

describe("a data set of texts", () => {
  it("is listed, searched, labelled and undone as pictures are", async () => {
    const summary = await client.datasets.summary({});
    expect(summary).toMatchObject({ kind: "texts", imageCount: 800 });
    expect(summary.classes.map(({ name }) => name)).toEqual([
      "garden",
      "kitchen",
      "repair",
      "travel",
    ]);
    expect(summary.roots[0]?.reachable).toBe(true);
    const { images } = await client.datasets.images({
      filter: { search: "watered" },
      offset: 0,
      limit: 3,
    });
    expect(images).toHaveLength(3);
    for (const { text } of images) expect(text).toMatch(/watered/i);
    const [first] = images;
    const detail = await client.datasets.image({ imageId: first!.id });
    expect(detail).toMatchObject({ format: "text", exists: true });
    const other = summary.classes.find(({ id }) => id !== first!.classId)!;
    await client.datasets.relabel({ imageIds: [first!.id], classId: other.id });
    const { undone } = await client.datasets.undo({});
    expect(undone).toContain(other.name);
  });

  it("has an instant baseline of weighed words", async () => {
    const { jobId } = await client.training.startBaseline({});
    await finished(jobId);
    const baseline = await client.training.baseline({});
    expect(baseline).toMatchObject({ status: "ready" });
    expect(baseline.accuracy!.value).toBeGreaterThan(0.6);
    expect(baseline.accuracy!.value).toBeLessThan(0.98);
    expect(baseline.map.length).toBeGreaterThan(100);
  });

  it("refuses a network of pictures", async () => {
    await expect(
      client.training.advise({ model: "resnet-8" }),
    ).rejects.toMatchObject({ data: { code: "training/other-kind" } });
  });

  it("is trained, killed, resumed, evaluated, asked and explained", async () => {
    const { recipe, sentence } = await client.training.advise({
      model: "text-cnn-1d",
      epochs: 12,
      inputSize: 48,
    });
    expect(sentence).toContain("48 words");
    const { jobId, runId } = await client.training.start({ recipe });
    await runReached(client, runId, 2, { timeout: 60_000, interval: 20 });
    await client.jobs.cancel({ jobId });
    await jobEnded(client, jobId);
    const resumed = await client.training.resume({ runId });
    await finished(resumed.jobId);
    const { jobId: evaluating } = await client.evaluation.start({ runId });
    await finished(evaluating);
    const evaluation = await client.evaluation.get({ runId });
    expect(evaluation!.accuracy.value).toBeGreaterThan(0.6);
    expect(evaluation!.imageCount).toBe(120);

    const config = await readRunConfig(project, runId);
    expect(config.preprocessing).toMatchObject({ kind: "tokens", length: 48 });

    const picture = {
      text: "Anna watered the wilted roses by the fence, xyzzy!",
    };
    const [answer] = await client.predict.pictures({
      runId,
      pictures: [picture],
    });
    expect(answer?.top[0]?.name).toBe("garden");

    const heat = await client.explain.words({ runId, picture });
    expect(heat.words.at(-1)).toMatchObject({ text: "xyzzy!", isKnown: false });
    const strongest = heat.words.toSorted(
      (first, second) => (second.importance ?? 0) - (first.importance ?? 0),
    )[0];
    expect(["watered", "wilted", "roses", "fence,"]).toContain(strongest?.text);
    const { words } = await client.explain.readWords({ runId, picture });
    expect(words).toHaveLength(heat.words.length);

    await expect(
      client.explain.heatmap({ runId, picture }),
    ).rejects.toMatchObject({ data: { code: "explain/not-of-pictures" } });
  });

  it("classifies files and the rows of tables", async () => {
    const [run] = await client.training.runs({});
    const table = join(home.root, "more.csv");
    const file = join(home.root, "note.txt");
    await writeFile(
      table,
      'id,text\n1,"We fixed the rusty chain, at last"\n2,\n',
    );
    await writeFile(file, "The train was delayed at the station.");
    const { jobId } = await client.predict.folder({
      runId: run!.id,
      paths: [table, file],
    });
    const result = (await finished(jobId)) as {
      predictions: { name: string; top: { name: string }[] }[];
      failed: number;
    };
    expect(
      result.predictions.map(({ name, top }) => [
        name.slice(home.root.length + 1),
        top[0]?.name,
      ]),
    ).toEqual([
      ["more.csv row 1", "repair"],
      ["more.csv row 2", undefined],
      ["note.txt", "travel"],
    ]);
    expect(result.failed).toBe(1);
  });
});
