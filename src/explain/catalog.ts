import type { Tensor } from "#engine/base/tensor.ts";
import { gradCam } from "./grad-cam.ts";

/** A way to say where a network looks. */
export interface ClassActivationMethod {
  readonly title: string;
  /** One sentence for a newcomer. */
  readonly summary: string;
  readonly paper: string;
  /** From values and gradients of a layer, [1, height, width, channels] both. @returns [1, height, width], 0 to 1 */
  readonly map: (activations: Tensor, gradients: Tensor) => Tensor;
}

/** Every method, by its id. Adding one is a file and an entry here. */
export const CLASS_ACTIVATION_METHODS = {
  "grad-cam": {
    title: "Grad-CAM",
    summary:
      "Feature channels that push the class's score up are added, each by how strongly it pushes.",
    paper: "https://arxiv.org/abs/1610.02391",
    map: gradCam,
  },
} satisfies Record<string, ClassActivationMethod>;

export type ClassActivationMethodId = keyof typeof CLASS_ACTIVATION_METHODS;
