import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import { readRunConfig } from "#engine/training/run-files.ts";
import { useBareEngine } from "#test/helpers/bare-engine.ts";
import { jobEnded, runReached } from "#test/helpers/shapes-engine.ts";

const engine = useBareEngine();
let project: string;

beforeAll(async () => {
  const { client, finished } = engine;
  const sample = await client.projects.createSample({ kind: "texts" });
  project = sample.project.path;
  await finished(sample.jobId);
});

describe("a data set of texts", () => {
  it("is listed, searched, labelled and undone as pictures are", async () => {
    const summary = await engine.client.datasets.summary({});
    expect(summary).toMatchObject({ kind: "texts", imageCount: 800 });
    expect(summary.classes.map(({ name }) => name)).toEqual([
      "garden",
      "kitchen",
      "repair",
      "travel",
    ]);
    expect(summary.roots[0]?.reachable).toBe(true);
    const { images } = await engine.client.datasets.images({
      filter: { search: "watered" },
      offset: 0,
      limit: 3,
    });
    expect(images).toHaveLength(3);
    for (const { text } of images) expect(text).toMatch(/watered/i);
    const [first] = images;
    const detail = await engine.client.datasets.image({ imageId: first!.id });
    expect(detail).toMatchObject({ format: "text", exists: true });
    const other = summary.classes.find(({ id }) => id !== first!.classId)!;
    await engine.client.datasets.relabel({
      imageIds: [first!.id],
      classId: other.id,
    });
    const { undone } = await engine.client.datasets.undo({});
    expect(undone).toContain(other.name);
  });

  it("has an instant baseline of weighed words", async () => {
    const { jobId } = await engine.client.training.startBaseline({});
    await engine.finished(jobId);
    const baseline = await engine.client.training.baseline({});
    expect(baseline).toMatchObject({ status: "ready" });
    expect(baseline.accuracy!.value).toBeGreaterThan(0.6);
    expect(baseline.accuracy!.value).toBeLessThan(0.98);
    expect(baseline.map.length).toBeGreaterThan(100);
  });

  it("refuses a network of pictures", async () => {
    await expect(
      engine.client.training.advise({ model: "resnet-8" }),
    ).rejects.toMatchObject({ data: { code: "training/other-kind" } });
  });

  it("is trained, killed, resumed, evaluated, asked and explained", async () => {
    const { recipe, sentence } = await engine.client.training.advise({
      model: "text-cnn-1d",
      epochs: 12,
      inputSize: 48,
    });
    expect(sentence).toContain("48 words");
    const { jobId, runId } = await engine.client.training.start({ recipe });
    await runReached(engine.client, runId, 2, {
      timeout: 60_000,
      interval: 20,
    });
    await engine.client.jobs.cancel({ jobId });
    await jobEnded(engine.client, jobId);
    const resumed = await engine.client.training.resume({ runId });
    await engine.finished(resumed.jobId);
    const { jobId: evaluating } = await engine.client.evaluation.start({
      runId,
      openTestSet: true,
    });
    await engine.finished(evaluating);
    const evaluation = await engine.client.evaluation.get({ runId });
    expect(evaluation!.accuracy.value).toBeGreaterThan(0.6);
    expect(evaluation!.imageCount).toBe(120);

    const config = await readRunConfig(project, runId);
    expect(config.preprocessing).toMatchObject({ kind: "tokens", length: 48 });

    const picture = {
      text: "Anna watered the wilted roses by the fence, xyzzy!",
    };
    const [answer] = await engine.client.predict.pictures({
      runId,
      pictures: [picture],
    });
    expect(answer?.top[0]?.name).toBe("garden");

    const heat = await engine.client.explain.words({ runId, picture });
    expect(heat.words.at(-1)).toMatchObject({ text: "xyzzy!", isKnown: false });
    const strongest = heat.words.toSorted(
      (first, second) => (second.importance ?? 0) - (first.importance ?? 0),
    )[0];
    expect(["watered", "wilted", "roses", "fence,"]).toContain(strongest?.text);
    const { words } = await engine.client.explain.readWords({ runId, picture });
    expect(words).toHaveLength(heat.words.length);

    await expect(
      engine.client.explain.heatmap({ runId, picture }),
    ).rejects.toMatchObject({ data: { code: "explain/not-of-pictures" } });
  });

  it("is exported with a check that passes", async () => {
    const { client, finished } = engine;
    const [run] = await client.training.runs({});
    const { jobId } = await client.export.start({
      runId: run!.id,
      formats: ["onnx"],
    });
    await finished(jobId);
    const [report] = await client.export.list({ runId: run!.id });
    const [onnx] = report!.formats;
    expect(onnx!.files).toContain("vocabulary.json");
    expect(onnx!.parity[1]).toMatchObject({
      runtime: "ONNX check.mjs",
      pictures: 20,
      sameTop1: 20,
      passed: true,
    });
  });

  it("classifies files and the rows of tables", async () => {
    const [run] = await engine.client.training.runs({});
    const table = join(engine.home.root, "more.csv");
    const file = join(engine.home.root, "note.txt");
    await writeFile(
      table,
      'id,text\n1,"We fixed the rusty chain, at last"\n2,\n',
    );
    await writeFile(file, "The train was delayed at the station.");
    const { jobId } = await engine.client.predict.folder({
      runId: run!.id,
      paths: [table, file],
    });
    const result = (await engine.finished(jobId)) as {
      predictions: { name: string; top: { name: string }[] }[];
      failed: number;
    };
    expect(
      result.predictions.map(({ name, top }) => [
        name.slice(engine.home.root.length + 1),
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
