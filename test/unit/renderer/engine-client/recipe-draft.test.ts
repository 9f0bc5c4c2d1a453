import { describe, expect, it } from "vitest";

import { draftForModel } from "#renderer/engine-client/recipe-draft.ts";

describe("draftForModel", () => {
  it("keeps what means the same for every model and drops sizes and rates", () => {
    const draft = {
      model: "lenet-5",
      inputSize: 32,
      learningRate: 0.1,
      resize: "crop" as const,
      seed: 7,
    };
    expect(draftForModel(draft, "resnet-8")).toEqual({
      model: "resnet-8",
      resize: "crop",
      seed: 7,
    });
  });

  it("changes nothing when the model is chosen already", () => {
    const draft = { model: "lenet-5", inputSize: 28 };
    expect(draftForModel(draft, "lenet-5")).toEqual(draft);
  });
});
