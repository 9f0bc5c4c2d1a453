import { describe, expect, it } from "vitest";

import { startingNetwork } from "#engine/jobs/chosen-model.ts";
import { defaultRecipe } from "#engine/training/recipe-defaults.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("startingNetwork", () => {
  it("takes resize, padding and background from the recipe into the model", async () => {
    const recipe = defaultRecipe({
      model: "resnet-8",
      method: "scratch",
      inputSize: 32,
      trainImages: 100,
    });
    expect(await preprocessingOf(recipe)).toMatchObject({
      resize: "squash",
      background: [255, 255, 255],
    });
    const choice = {
      resize: "fit",
      padding: "mirror",
      background: [1, 2, 3] as [number, number, number],
    } as const;
    expect(await preprocessingOf({ ...recipe, ...choice })).toMatchObject(
      choice,
    );
  });
});

async function preprocessingOf(recipe: ReturnType<typeof defaultRecipe>) {
  const folder = await temporaryFolder();
  const folders = { modelsFolder: folder, weightsFolder: folder };
  const { preprocessing } = await startingNetwork(recipe, 3, folders, () => []);
  return preprocessing;
}
