import { describe, expect, it } from "vitest";

import { filledIndex } from "#test/helpers/filled-index.ts";

describe("filters", () => {
  it("give pages, counts and ids that agree", async () => {
    const { run, reader, a, b } = await filledIndex(30);
    run("setExcluded", { imageIds: [1, 2], excluded: true });
    run("setSplit", { imageIds: [4, 5, 6, 7], split: "test" });
    const filters = [
      {},
      { excluded: "any" },
      { excluded: "only" },
      { classIds: [a] },
      { classIds: [a, b], splits: ["test"] },
      { classIds: [] },
      { search: "picture 1" },
      { search: "100%_\\" },
      { order: "name" },
    ] as const;
    const expected = [28, 30, 2, 9, 3, 0, 10, 0, 28];
    filters.forEach((filter, i) => {
      const mutable = structuredClone(filter) as Parameters<
        typeof reader.page
      >[0];
      expect(reader.count(mutable)).toBe(expected[i]);
      const { total, images } = reader.page(mutable, 0, 500);
      expect(total).toBe(expected[i]);
      expect(images.map((row) => row.id)).toEqual(reader.imageIds(mutable));
      expect(reader.page(mutable, 3, 4).images).toEqual(images.slice(3, 7));
    });
  });

  it("open the cell of a confusion matrix with exactly the pictures that it counts", async () => {
    const { run, reader, a, b } = await filledIndex(9);
    const predictions = [1, 2, 4, 5, 7].map((imageId) => ({
      imageId,
      split: "test" as const,
      actualClassId: [a, b][(imageId - 1) % 3] ?? a,
      predictedClassId: a,
      confidence: imageId / 10,
      labelProbability: 0.5,
      probabilities: Float32Array.of(0.25, 0.75, imageId),
    }));
    run("addPredictions", { runId: "r", predictions });
    run("relabel", { imageIds: [2], classId: a });
    run("setExcluded", { imageIds: [5], excluded: true });
    for (const cell of reader.confusion("r", ["test"])) {
      const { total, images } = reader.page(
        {
          runId: "r",
          splits: ["test"],
          classIds: [cell.actualClassId],
          predictedClassIds: [cell.predictedClassId],
          order: "confidence-descending",
        },
        0,
        10,
      );
      expect(total).toBe(cell.count);
      const confidences = images.map((row) => row.confidence ?? 0);
      expect(confidences).toEqual(confidences.toSorted((x, y) => y - x));
    }
    expect(reader.confusion("r", ["train"])).toEqual([]);
    expect(reader.imageIds({ runId: "r", correct: false })).toEqual([2, 5]);
    expect(reader.predictions("r")[1]).toEqual({
      runId: "r",
      correct: false,
      ...predictions[1],
    });
    run("clearPredictions", { runId: "r", splits: null });
    expect(reader.predictions("r")).toEqual([]);
  });

  it("put the most doubtful label of the baseline first", async () => {
    const { run, reader, a } = await filledIndex(4);
    const rows = [0.9, 0.1, 0.5].map((labelProbability, i) => ({
      imageId: i + 1,
      split: null,
      actualClassId: a,
      predictedClassId: a,
      confidence: 0.9,
      labelProbability,
      probabilities: Float32Array.of(1),
    }));
    run("addPredictions", { runId: "baseline", predictions: rows });
    expect(
      reader.page({ order: "suspicious" }, 0, 10).images.map((row) => row.id),
    ).toEqual([2, 3, 1]);
  });
});
