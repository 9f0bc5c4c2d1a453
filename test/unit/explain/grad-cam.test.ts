import { describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import { sizeOf, tensor } from "#engine/base/tensor.ts";
import { classActivationMap } from "#test/helpers/class-activation-map.ts";
import {
  gradCam,
  gradCamWeights,
  weightedActivationMap,
} from "#engine/explain/grad-cam.ts";

function randomTensor(shape: readonly number[], seed: number) {
  const random = createRandom(seed);
  return tensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => random.normal()),
  );
}

describe("gradCamWeights", () => {
  it("is the mean gradient of each channel and picture", () => {
    const gradients = tensor(
      [2, 1, 2, 2],
      Float32Array.of(1, 10, 3, 20, -1, 0, -3, 4),
    );
    expect(gradCamWeights(gradients)).toEqual(
      tensor([2, 2], Float32Array.of(2, 15, -2, 2)),
    );
  });
});

describe("weightedActivationMap", () => {
  it("adds channels by weight, cuts negative values and scales to 1", () => {
    const activations = tensor([1, 1, 3, 2], Float32Array.of(1, 1, 2, 0, 0, 1));
    const weights = tensor([1, 2], Float32Array.of(2, -1));
    expect(weightedActivationMap(activations, weights)).toEqual(
      tensor([1, 1, 3], Float32Array.of(0.25, 1, 0)),
    );
  });

  it("is 0 everywhere when nothing speaks for the class", () => {
    const activations = tensor([1, 2, 2, 1], new Float32Array(4).fill(1));
    const weights = tensor([1, 1], Float32Array.of(-1));
    expect([...weightedActivationMap(activations, weights).data]).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it("scales each picture on its own", () => {
    const activations = tensor([2, 1, 2, 1], Float32Array.of(1, 2, 10, 40));
    const weights = tensor([2, 1], Float32Array.of(1, 1));
    expect([...weightedActivationMap(activations, weights).data]).toEqual([
      0.5, 1, 0.25, 1,
    ]);
  });
});

describe("classActivationMap", () => {
  it("equals Grad-CAM for pooling and one dense layer, whose gradient is kernel / places everywhere", () => {
    const activations = randomTensor([1, 4, 5, 6], 1);
    const kernel = randomTensor([6, 3], 2);
    for (const classIndex of [0, 1, 2]) {
      const gradients = tensor(
        [1, 4, 5, 6],
        Float32Array.from(
          { length: 120 },
          (_, i) => (kernel.data[(i % 6) * 3 + classIndex] as number) / 20,
        ),
      );
      const wanted = classActivationMap(activations, kernel, classIndex);
      const got = gradCam(activations, gradients);
      wanted.data.forEach((value, i) =>
        expect(got.data[i]).toBeCloseTo(value, 5),
      );
    }
  });
});
