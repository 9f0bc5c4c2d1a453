/**
 * Where a network looks when it names a class.
 * Ramprasaath R. Selvaraju et al., Grad-CAM: Visual explanations from deep networks via gradient-based localization, 2017,
 * https://arxiv.org/abs/1610.02391
 */
import { tensor, type Tensor } from "#engine/base/tensor.ts";

/**
 * Weights each feature channel by the mean of its gradient.
 * @param gradients d score / d activations, [batch, height, width, channels]
 * @returns [batch, channels]
 */
export function gradCamWeights(gradients: Tensor): Tensor {
  const { batch, places, channels } = extents(gradients);
  const weights = new Float32Array(batch * channels);
  for (let i = 0; i < gradients.data.length; i++) {
    const picture = Math.floor(i / (places * channels));
    const at = picture * channels + (i % channels);
    weights[at] =
      (weights[at] as number) + (gradients.data[i] as number) / places;
  }
  return tensor([batch, channels], weights);
}

/**
 * The map: channels summed by their weights, negative evidence cut away, scaled so that its largest value is 1.
 * @param activations [batch, height, width, channels]
 * @param weights [batch, channels]
 * @returns [batch, height, width], 0 to 1; all 0 where nothing speaks for the class
 */
export function weightedActivationMap(
  activations: Tensor,
  weights: Tensor,
): Tensor {
  const { batch, places, channels } = extents(activations);
  const map = new Float32Array(batch * places);
  for (let place = 0; place < map.length; place++) {
    const picture = Math.floor(place / places);
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      sum +=
        (activations.data[place * channels + channel] as number) *
        (weights.data[picture * channels + channel] as number);
    }
    map[place] = Math.max(0, sum);
  }
  for (let picture = 0; picture < batch; picture++) {
    scaleToOne(map.subarray(picture * places, (picture + 1) * places));
  }
  return tensor(activations.shape.slice(0, 3), map);
}

/** Weights and map in one step. @returns [batch, height, width], 0 to 1 */
export function gradCam(activations: Tensor, gradients: Tensor): Tensor {
  return weightedActivationMap(activations, gradCamWeights(gradients));
}

function scaleToOne(map: Float32Array): void {
  let largest = 0;
  for (const value of map) largest = Math.max(largest, value);
  if (largest === 0) return;
  for (let i = 0; i < map.length; i++) map[i] = (map[i] as number) / largest;
}

function extents({ shape }: Tensor) {
  const [batch = 1, height = 1, width = 1, channels = 1] = shape;
  return { batch, places: height * width, channels };
}
