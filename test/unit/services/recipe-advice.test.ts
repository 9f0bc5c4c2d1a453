import { describe, expect, it } from "vitest";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import { advise, type RecipeWish } from "#engine/services/recipe-advice.ts";

const CLASSES = ["cat", "dog"].map((name, index) => ({
  id: index + 1,
  name,
  count: 100,
  bySplit: { train: 80, validation: 10, test: 10, none: 0 },
}));

function ask(wish: RecipeWish) {
  const reader = {
    classes: () => CLASSES,
    kind: () => "images",
  } as unknown as IndexReader;
  const environment = () =>
    ({
      modelsFolder: "no-such-folder",
      weightsFolder: "no-such-folder",
    }) as ReturnType<Parameters<typeof advise>[2]["environment"]>;
  return advise(wish, reader, { environment });
}

describe("advise", () => {
  it("says what memory training needs, by batch, network and what learns", async () => {
    const scratch = { model: "resnet-18", inputSize: 64 };
    const small = await ask({ ...scratch, batchSize: 8 });
    const large = await ask({ ...scratch, batchSize: 64 });
    expect(large.memoryBytes).toBeGreaterThan(1.5 * small.memoryBytes);
    const averaged = await ask({ ...scratch, batchSize: 8, averageDecay: 0.9 });
    expect(averaged.memoryBytes).toBeGreaterThan(small.memoryBytes);
    const digits = await ask({ model: "lenet-5", batchSize: 8 });
    expect(digits.memoryBytes).toBeLessThan(small.memoryBytes);
    // No step holds more pictures than there are.
    const all = await ask({ ...scratch, batchSize: 160 });
    const more = await ask({ ...scratch, batchSize: 1000 });
    expect(more.memoryBytes).toBe(all.memoryBytes);
  });

  it("lets weights decay with AdamW, and with the others only where it was said", async () => {
    const decay = async (wish: Omit<RecipeWish, "model">) =>
      (await ask({ model: "lenet-5", ...wish })).recipe.weightDecay;
    expect(await decay({})).toBe(0);
    expect(await decay({ optimizer: "adamw" })).toBe(0.004);
    expect(await decay({ optimizer: "adamw", weightDecay: 0 })).toBe(0);
    expect(await decay({ optimizer: "sgd", weightDecay: 0.1 })).toBe(0.1);
  });

  it("says how pictures come into the square, where it is not as usual", async () => {
    const sentence = async (wish: Omit<RecipeWish, "model">) =>
      (await ask({ model: "lenet-5", ...wish })).sentence;
    expect(await sentence({})).toContain("32 × 32 pixels,");
    expect(await sentence({ resize: "crop" })).toContain(
      "32 × 32 pixels cut from the middle,",
    );
    expect(await sentence({ resize: "fit" })).toContain(
      "32 × 32 pixels with padding,",
    );
  });
});
