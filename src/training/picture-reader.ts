import type { Tensor } from "#engine/base/tensor.ts";
import type { Sample } from "./training-set.ts";

/**
 * Gives items of a data set as the network's input: pictures, with the pixel cache behind it that decodes each file once, or texts. Training
 * and evaluation do not ask which.
 */
export interface PictureReader {
  /**
   * @param variant which augmented version, 0, 1 …, drawn from (seed, variant, picture); null: the picture as it is
   *   A text has no versions.
   * @param partners for each the picture that this version is mixed with (`Mixing`); null or left out: none
   * @returns [samples, height, width, channels], of texts [samples, words]
   */
  read(
    samples: readonly Sample[],
    variant: number | null,
    partners?: readonly Sample[] | null,
  ): Promise<Tensor>;
}
