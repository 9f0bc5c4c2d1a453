import type { Tensor } from "#engine/base/tensor.ts";
import { sizeOf, tensor } from "#engine/base/tensor.ts";
import type { FeatureFile } from "./feature-store.ts";
import type { MixedLabel, Mixing } from "./mixing.ts";
import type { PictureReader } from "./picture-reader.ts";
import type { Sample } from "./training-set.ts";

/** What the learning part of a network is fed with: pictures, or features at the freeze boundary. */
export interface LearningInputs {
  /** @param epoch 1, 2 … over the whole run: says which augmented variant. @returns [samples, …] */
  readTrain(samples: readonly Sample[], epoch: number): Promise<Tensor>;
  /** What this epoch's version of a picture is mixed with; null or left out: with nothing. */
  mixedLabel?(sample: Sample, epoch: number): MixedLabel | null;
  /** Without augmentation. @returns [samples, …] */
  readPlain(samples: readonly Sample[]): Promise<Tensor>;
}

/** Pictures, augmented on the fly; a new variant each epoch, or `variants` of them in turn. */
export function pictureInputs(
  pictures: PictureReader,
  options: {
    readonly augmented: boolean;
    readonly variants?: number;
    readonly mixing?: Mixing | null;
  },
): LearningInputs {
  const { augmented, variants, mixing = null } = options;
  const variantOf = (epoch: number) =>
    variants === undefined ? epoch : epoch % variants;
  return {
    readTrain: (samples, epoch) =>
      augmented
        ? pictures.read(
            samples,
            variantOf(epoch),
            mixing?.partners(samples, variantOf(epoch)),
          )
        : pictures.read(samples, null),
    mixedLabel: (sample, epoch) =>
      mixing?.label(sample, variantOf(epoch)) ?? null,
    readPlain: (samples) => pictures.read(samples, null),
  };
}

/**
 * Features from the cache.
 * @param shape of one picture's features
 * @param variants files of the augmented variants, epoch mod their number; empty without augmentation
 * @param mixing with which the variants were made
 */
export function featureInputs(
  shape: readonly number[],
  plain: FeatureFile,
  variants: readonly FeatureFile[],
  mixing: Mixing | null = null,
): LearningInputs {
  const length = sizeOf(shape);
  function read(file: FeatureFile, samples: readonly Sample[]): Tensor {
    const data = new Float32Array(samples.length * length);
    samples.forEach(({ sha256 }, row) =>
      file.readInto(sha256, data, row * length),
    );
    return tensor([samples.length, ...shape], data);
  }
  return {
    readTrain: async (samples, epoch) =>
      read(variants[epoch % variants.length] ?? plain, samples),
    mixedLabel: (sample, epoch) =>
      variants.length === 0
        ? null
        : (mixing?.label(sample, epoch % variants.length) ?? null),
    readPlain: async (samples) => read(plain, samples),
  };
}
