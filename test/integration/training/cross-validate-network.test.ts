import { describe, expect, it } from "vitest";

import { CancelledError } from "#engine/base/cancellation.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { accuracy } from "#engine/evaluation/accuracy.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import {
  crossValidateNetwork,
  NETWORK_FOLDS,
  type CrossValidateNetworkRequest,
} from "#engine/training/cross-validate-network.ts";
import { plainFolds } from "#engine/training/fold-plan.ts";
import {
  NO_AUGMENTATION,
  syntheticPictures,
  syntheticRecipe,
  syntheticSet,
  tinyArchitecture,
} from "./synthetic-run.ts";

const set = syntheticSet();
const samples = [...set.train, ...set.validation, ...set.test];

function request(
  changes: Partial<CrossValidateNetworkRequest> = {},
): CrossValidateNetworkRequest {
  return {
    recipe: syntheticRecipe({
      method: "scratch",
      epochs: 25,
      // Would end a training with validation pictures after an epoch or two.
      earlyStopping: 1,
      augmentation: { ...NO_AUGMENTATION, horizontalFlip: true },
    }),
    start: tinyArchitecture(),
    classes: set.classes,
    samples,
    plan: plainFolds(samples, NETWORK_FOLDS, 0),
    epochs: 12,
    pictures: syntheticPictures(),
    executor: createOnnxExecutor({ threads: 1 }),
    control: UNCONTROLLED,
    ...changes,
  };
}

describe("crossValidateNetwork", () => {
  it("judges every picture once by a network that never saw it, trained for exactly the given epochs", async () => {
    const folds = Array.from({ length: NETWORK_FOLDS }, () => ({
      learned: new Set<string>(),
      variants: new Set<number>(),
      judged: [] as string[],
    }));
    let current = 0;
    const drawn = syntheticPictures();
    const scored = await crossValidateNetwork(
      request({
        onProgress: (fold) => (current = fold),
        pictures: {
          read: (batch, variant) => {
            const fold = folds[current]!;
            for (const { sha256 } of batch) {
              if (variant === null) fold.judged.push(sha256);
              else fold.learned.add(sha256);
            }
            if (variant !== null) fold.variants.add(variant);
            return drawn.read(batch, variant);
          },
        },
      }),
    );
    for (const { learned, judged, variants } of folds) {
      expect(judged.filter((sha256) => learned.has(sha256))).toEqual([]);
      expect(learned.size + judged.length).toBe(samples.length);
      expect([...variants]).toEqual(
        Array.from({ length: 12 }, (_, epoch) => epoch + 1),
      );
    }
    expect(folds.flatMap(({ judged }) => judged).toSorted()).toEqual(
      samples.map(({ sha256 }) => sha256).toSorted(),
    );
    expect([...scored.labels]).toEqual(samples.map(({ label }) => label));
    expect(accuracy(scored).value).toBeGreaterThan(0.7);
  });

  it("gives the same answers again", async () => {
    const short = request({ epochs: 2 });
    const [first, second] = [
      await crossValidateNetwork(short),
      await crossValidateNetwork(short),
    ];
    expect(second.probabilities).toEqual(first.probabilities);
  });

  it("counts the pictures of all folds up to their total", async () => {
    const told: { fold: number; pictures: number; total: number }[] = [];
    await crossValidateNetwork(
      request({
        epochs: 2,
        onProgress: (fold, pictures, total) =>
          void told.push({ fold, pictures, total }),
      }),
    );
    const pictures = told.map((progress) => progress.pictures);
    expect(pictures).toEqual(pictures.toSorted((a, b) => a - b));
    // Two thirds learned from twice, and each judged once.
    expect(told.at(-1)).toEqual({
      fold: 2,
      pictures: samples.length * 5,
      total: samples.length * 5,
    });
  });

  it("ends at a cancel between two steps", async () => {
    const abort = new AbortController();
    let looks = 0;
    const control = {
      signal: abort.signal,
      isStopRequested: () => false,
      whilePaused: async () => {
        if (++looks === 40) abort.abort();
      },
    };
    await expect(crossValidateNetwork(request({ control }))).rejects.toThrow(
      CancelledError,
    );
    expect(looks).toBe(40);
  });
});
