import { createRandom } from "#engine/base/random.ts";
import { zeros, type Tensor } from "#engine/base/tensor.ts";

/**
 * The shape of a dropout layer's mask, the batch included.
 * @param shape of the layer's value, without the batch
 * @param perSample whether all of a picture's units are dropped together: then the mask has one number for each picture
 */
export function dropoutMaskShape(
  batch: number,
  shape: readonly number[],
  perSample: boolean,
): readonly number[] {
  return [batch, ...(perSample ? shape.map(() => 1) : shape)];
}

/**
 * The dropout mask of one layer at one step: 0 where a unit is dropped, else 1 / (1 − rate), drawn from (seed, step, layer) alone,
 * so that every executor and every resumed run drops the same units.
 * @param shape as `dropoutMaskShape` says
 * @param step number of steps taken before this one
 * @param rate share of units dropped, 0 to below 1
 */
export function dropoutMask(
  shape: readonly number[],
  key: { readonly seed: number; readonly step: number; readonly layer: string },
  rate: number,
): Tensor {
  const mask = zeros(shape);
  const random = createRandom(key.seed, key.step, key.layer);
  const kept = 1 / (1 - rate);
  for (let i = 0; i < mask.data.length; i++) {
    if (random.next() >= rate) mask.data[i] = kept;
  }
  return mask;
}
