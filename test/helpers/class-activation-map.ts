/**
 * For a network that ends in global average pooling and one dense layer, the class's weights say which feature channels speak for it;
 * Grad-CAM gives the same map there up to its scale.
 * Bolei Zhou, Aditya Khosla, Agata Lapedriza, Aude Oliva, Antonio Torralba, Learning deep features for discriminative localization, 2016,
 * https://arxiv.org/abs/1512.04150
 */
import { tensor, type Tensor } from "#engine/base/tensor.ts";
import { weightedActivationMap } from "#engine/explain/grad-cam.ts";

/**
 * @param activations what is pooled, [1, height, width, channels]
 * @param kernel of the dense layer, [channels, classes]
 * @returns [1, height, width], 0 to 1
 */
export function classActivationMap(
  activations: Tensor,
  kernel: Tensor,
  classIndex: number,
): Tensor {
  const [channels = 1, classes = 1] = kernel.shape;
  const weights = Float32Array.from(
    { length: channels },
    (_, channel) => kernel.data[channel * classes + classIndex] as number,
  );
  return weightedActivationMap(activations, tensor([1, channels], weights));
}
