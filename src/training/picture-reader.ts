import type { Tensor } from "#engine/base/tensor.ts";
import type { Sample } from "./training-set.ts";

/** Gives pictures as the network's input; the pixel cache behind it decodes each file once. */
export interface PictureReader {
  /**
   * @param variant which augmented version, 0, 1 …, drawn from (seed, variant, picture); null: the picture as it is
   * @returns [samples, height, width, channels]
   */
  read(samples: readonly Sample[], variant: number | null): Promise<Tensor>;
}
