import { describe, expect, it } from "vitest";

import { RecipeSchema } from "#api/recipe.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { buildModel } from "#engine/models/catalog.ts";
import {
  classWeights,
  usesClassWeights,
} from "#engine/training/class-weights.ts";
import {
  afterEpoch,
  EARLY_STOPPING_START,
  shouldStop,
} from "#engine/training/early-stopping.ts";
import { fineTunedLayers } from "#engine/training/fine-tuning.ts";
import { freezeBoundary } from "#engine/training/freeze-boundary.ts";
import { isAugmented } from "#engine/training/cached-inputs.ts";
import { defaultRecipe } from "#engine/training/recipe-defaults.ts";
import { prefetched } from "#engine/training/prefetched.ts";
import { cosineSchedule } from "#engine/training/schedules.ts";
import {
  hashWeights,
  toClassifier,
} from "#engine/training/starting-network.ts";
import {
  foldCount,
  stratifiedFolds,
} from "#engine/training/stratified-folds.ts";
import {
  countPerClass,
  readTrainingSet,
} from "#engine/training/training-set.ts";

describe("classWeights", () => {
  it("leaves classes alone that are nearly equal", () => {
    expect([...classWeights([10, 14], "auto")]).toEqual([1, 1]);
    expect(usesClassWeights([10, 14], "auto")).toBe(false);
  });

  it("makes classes count the same from a ratio of 1.5 on, with a mean weight of 1 per picture", () => {
    const counts = [10, 15, 35];
    const weights = classWeights(counts, "auto");
    expect([...weights]).toEqual(
      counts.map((count) => Math.fround(60 / (3 * count))),
    );
    const total = counts.reduce(
      (sum, count, k) => sum + count * (weights[k] ?? NaN),
      0,
    );
    expect(total).toBeCloseTo(60, 4);
  });

  it("does as it is told, and gives a class without pictures no weight", () => {
    expect([...classWeights([10, 100], "off")]).toEqual([1, 1]);
    expect([...classWeights([4, 0, 4], "on")]).toEqual([1, 0, 1]);
  });
});

describe("schedules", () => {
  it("falls along half a cosine", () => {
    const schedule = cosineSchedule(0.2, 100);
    expect(schedule(0)).toBe(0.2);
    expect(schedule(50)).toBeCloseTo(0.1, 10);
    expect(schedule(25)).toBeCloseTo(0.2 * (0.5 + Math.SQRT1_2 / 2), 10);
    expect(schedule(100)).toBeCloseTo(0, 10);
    expect(schedule(200)).toBeCloseTo(0, 10);
  });

  it("warms up in a straight line and ends at the floor", () => {
    const schedule = cosineSchedule(1, 110, { warmUpSteps: 10, floor: 0.1 });
    expect([0, 4, 9, 10].map(schedule)).toEqual([0.1, 0.5, 1, 1]);
    expect(schedule(110)).toBeCloseTo(0.1, 10);
  });
});

describe("early stopping", () => {
  it("ends after the given number of epochs without a better loss", () => {
    let state = EARLY_STOPPING_START;
    const stops = [3, 2, 2, 2.5, 1, Number.NaN, 1.5].map((loss) => {
      state = afterEpoch(state, loss);
      return shouldStop(state, 2);
    });
    expect(stops).toEqual([false, false, false, true, false, false, true]);
    expect(state).toEqual({ leastLoss: 1, epochsSince: 2 });
    expect(shouldStop({ leastLoss: 1, epochsSince: 1000 }, 0)).toBe(false);
  });
});

describe("freezeBoundary", () => {
  it("is the pooled value for a head with dropout", () => {
    const body = createLayerBuilder("body", {
      name: "input",
      shape: [8, 8, 3],
    });
    body.layer("conv2d", "conv", { kernelSize: 3, filters: 4 });
    const graph = body.build();
    const { graph: whole, headLayers } = toClassifier(
      {
        id: "body",
        name: "Body",
        method: "transfer",
        graph,
        weights: initializeWeights(graph, 1),
        preprocessing: standardPreprocessing(8, "minus-one-to-one"),
      },
      3,
      { dropout: 0.5 },
    );
    expect(freezeBoundary(whole, headLayers)).toBe("head_pooling");
  });

  it("is never inside a residual connection", () => {
    const graph = buildModel("mobilenet-v2", { inputSize: 96, width: 0.35 });
    const inside = new Set(["block_14_depthwise"]);
    expect(freezeBoundary(graph, inside)).toBe("block_13_project_BN");
    expect(freezeBoundary(graph, new Set(["Conv_1"]))).toBe(
      "block_16_project_BN",
    );
  });

  it("is nowhere when the first layer learns", () => {
    const graph = buildModel("lenet-5");
    expect(freezeBoundary(graph, new Set(["C1"]))).toBeUndefined();
  });
});

describe("fineTunedLayers", () => {
  it("adds the upper blocks to the head", () => {
    const graph = buildModel("mobilenet-v2", { inputSize: 96, width: 0.35 });
    const head = new Set(["predictions"]);
    expect([...fineTunedLayers(graph, head, 0)]).toEqual(["predictions"]);
    const upper = fineTunedLayers(graph, head, 2);
    expect(upper).toContain("Conv_1");
    expect(upper).toContain("block_16_project_BN");
    expect(upper).not.toContain("block_15_project_BN");
  });
});

describe("hashWeights", () => {
  it("changes with every bit and not with the order", () => {
    const a = { shape: [2], data: Float32Array.of(1, 2) };
    const b = { shape: [1], data: Float32Array.of(3) };
    const hash = hashWeights(
      new Map([
        ["a", a],
        ["b", b],
      ]),
    );
    expect(
      hashWeights(
        new Map([
          ["b", b],
          ["a", a],
        ]),
      ),
    ).toBe(hash);
    const other = { shape: [1], data: Float32Array.of(3.0000002) };
    expect(
      hashWeights(
        new Map([
          ["a", a],
          ["b", other],
        ]),
      ),
    ).not.toBe(hash);
  });
});

describe("stratifiedFolds", () => {
  const labels = Array.from({ length: 47 }, (_, row) =>
    row < 20 ? 0 : row % 3,
  );

  it("deals every class evenly over folds of nearly the same size", () => {
    const folds = stratifiedFolds(labels, 5, 1);
    for (const label of [0, 1, 2]) {
      const own = folds.filter((_, row) => labels[row] === label);
      const counts = countPerClass(own, 5);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
    const sizes = countPerClass(folds, 5);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it("depends on the seed only", () => {
    expect(stratifiedFolds(labels, 5, 1)).toEqual(
      stratifiedFolds(labels, 5, 1),
    );
    expect(stratifiedFolds(labels, 5, 2)).not.toEqual(
      stratifiedFolds(labels, 5, 1),
    );
  });

  it("uses fewer folds where a class has fewer than five pictures", () => {
    expect(foldCount([50, 60])).toBe(5);
    expect(foldCount([50, 3])).toBe(3);
    expect(foldCount([50, 1])).toBe(5);
    expect(foldCount([2, 2])).toBe(2);
  });
});

describe("prefetched", () => {
  it("gives values in order and makes a few ahead", async () => {
    let made = 0;
    const ahead: number[] = [];
    const seen: number[] = [];
    for await (const { item, value } of prefetched(
      [1, 2, 3, 4, 5],
      async (n) => {
        made++;
        return n * 10;
      },
    )) {
      ahead.push(made);
      seen.push(item, value);
    }
    expect(seen).toEqual([1, 10, 2, 20, 3, 30, 4, 40, 5, 50]);
    expect(ahead).toEqual([3, 4, 5, 5, 5]);
  });

  it("throws a failure at its turn and waits for what is under way", async () => {
    let finished = 0;
    const seen: number[] = [];
    const run = async () => {
      for await (const { item } of prefetched([1, 2, 3, 4], async (n) => {
        if (n === 2) throw new Error("no second");
        await new Promise((resolve) => setTimeout(resolve, 5));
        finished++;
      })) {
        seen.push(item);
      }
    };
    await expect(run()).rejects.toThrow("no second");
    expect(seen).toEqual([1]);
    expect(finished).toBe(3);
  });
});

describe("readTrainingSet", () => {
  const image = (id: number, classId: number, split: string | null) => ({
    id,
    classId,
    split,
    sha256: `${id}`,
  });
  const reader = (images: ReturnType<typeof image>[]) =>
    ({
      classes: () => [
        { id: 7, name: "2", count: 2 },
        { id: 5, name: "empty", count: 0 },
        { id: 3, name: "10", count: 1 },
      ],
      eachImage: () => images.values(),
    }) as unknown as Parameters<typeof readTrainingSet>[0];

  it("takes the index's order of classes, leaves out empty ones and pictures without a side", () => {
    const set = readTrainingSet(
      reader([
        image(1, 7, "train"),
        image(2, 3, "train"),
        image(3, 7, "test"),
        image(4, 7, null),
      ]),
    );
    expect(set.classes).toEqual([
      { id: 7, name: "2" },
      { id: 3, name: "10" },
    ]);
    expect(set.train).toEqual([
      { imageId: 1, sha256: "1", label: 0 },
      { imageId: 2, sha256: "2", label: 1 },
    ]);
    expect(set.test).toHaveLength(1);
    expect(set.validation).toHaveLength(0);
  });
});

describe("defaultRecipe", () => {
  const transfer = { model: "m", method: "transfer", inputSize: 224 } as const;

  it.each([10, 360, 3000, 50_000])(
    "is a whole recipe for %d pictures, by either method",
    (trainImages) => {
      for (const method of ["transfer", "scratch"] as const) {
        const recipe = defaultRecipe({ ...transfer, method, trainImages });
        expect(RecipeSchema.parse(recipe)).toEqual(recipe);
      }
    },
  );

  it("computes fewer versions of more pictures, and none beside the plain one of very many", () => {
    const variants = [100, 3000, 20_000].map((trainImages) => {
      const recipe = defaultRecipe({ ...transfer, trainImages });
      return [recipe.variants, isAugmented(recipe)];
    });
    expect(variants).toEqual([
      [4, true],
      [2, true],
      [1, false],
    ]);
  });

  it("looks at about as many pictures from scratch whatever their number", () => {
    const epochs = [100, 10_000, 54_000, 1_000_000].map(
      (trainImages) =>
        defaultRecipe({ ...transfer, method: "scratch", trainImages }).epochs,
    );
    expect(epochs).toEqual([60, 30, 6, 5]);
  });
});
