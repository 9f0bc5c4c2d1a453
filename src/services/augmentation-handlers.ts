import type {
  AugmentationCatalog,
  AugmentationName,
} from "#api/augmentation.ts";
import type { ImageFilter } from "#api/datasets.ts";
import { StudioError } from "#engine/base/errors.ts";
import {
  AUGMENTATION_CATALOG,
  AUGMENTATION_NAMES,
} from "#engine/imaging/augmentations/catalog.ts";
import {
  AUGMENTATION_PRESETS,
  PRESET_WORDS,
  type AugmentationConfig,
  type AugmentationPreset,
} from "#engine/imaging/augmentations/configuration.ts";
import {
  drawMix,
  mixes,
  MIXING_CATALOG,
  placeOfPartner,
  type DrawnMix,
} from "#engine/imaging/augmentations/mixing.ts";
import { POLICY_CATALOG } from "#engine/imaging/augmentations/policy-spaces.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { StoredImage } from "#engine/storage/index-types.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";

/** What can be done to pictures, what it looks like, and what it costs. */
export function augmentationHandlers(
  os: ContractBuilder,
  context: EngineContext,
) {
  const reader = () => context.session.require().reader;
  const onePicture = <Wish extends { imageId: number }>(wish: Wish) => {
    const image = reader().image(wish.imageId);
    if (image === undefined) {
      throw new StudioError(
        "dataset/no-such-image",
        `A picture of this project is needed. Received: number ${wish.imageId}, which is not in it any more. Choose another picture.`,
      );
    }
    return { ...wish, picture: fileOf(reader(), image) };
  };
  return {
    catalog: os.augmentation.catalog.handler(() => catalog()),
    ends: os.augmentation.ends.handler(({ input }) =>
      context.models.run<
        { name: AugmentationName; low: string; high: string }[]
      >("augmentationEnds", onePicture(input)),
    ),
    cost: os.augmentation.cost.handler(({ input }) =>
      context.models.run<{ imagesPerSecond: number; threads: number }>(
        "augmentationCost",
        onePicture(input),
      ),
    ),
  };
}

/** What `readTrainingSet` trains on, in the same order. */
const TRAINED_ON = { splits: ["train"] } satisfies ImageFilter;

/**
 * Pictures as the preview wants them: with whom each version is mixed, where it is. Only the partners are looked up, so that a preview
 * takes no longer for many pictures.
 */
export function picturesToAugment(
  index: Pick<IndexReader, "count" | "page" | "image" | "images" | "filePath">,
  wish: {
    readonly imageIds: readonly number[];
    readonly augmentation: AugmentationConfig;
    readonly seed: number;
    readonly variants: number;
    readonly firstVariant: number;
  },
) {
  const images = index.images(wish.imageIds);
  const { augmentation, seed, variants, firstVariant } = wish;
  const pool = mixes(augmentation) ? index.count(TRAINED_ON) : 0;
  return images.map((image) => ({
    imageId: image.id,
    ...fileOf(index, image),
    partners:
      pool === 0
        ? undefined
        : Array.from({ length: variants }, (_, i) => {
            const version = firstVariant + i;
            const mix = drawMix(augmentation, seed, version, image.sha256);
            const place = placeOfPartner(mix as DrawnMix, pool);
            const [found] = index.page(TRAINED_ON, place, 1).images;
            return fileOf(index, index.image(found?.id ?? image.id) ?? image);
          }),
  }));
}

function fileOf(index: Pick<IndexReader, "filePath">, image: StoredImage) {
  return { sha256: image.sha256, path: index.filePath(image) };
}

function catalog(): AugmentationCatalog {
  const presets = Object.keys(AUGMENTATION_PRESETS) as AugmentationPreset[];
  return {
    operations: [
      ...AUGMENTATION_NAMES.map((name) => {
        const { title, why, group, parameter } = AUGMENTATION_CATALOG[name];
        return { name, title, why, group, parameter };
      }),
      ...(["mixUp", "cutMix"] as const).map((name) => ({
        name,
        group: "mixing" as const,
        ...MIXING_CATALOG[name],
      })),
    ],
    policies: Object.entries(POLICY_CATALOG).map(([name, words]) => ({
      name,
      ...words,
    })),
    presets: presets.map((name) => ({
      name,
      ...PRESET_WORDS[name],
      augmentation: AUGMENTATION_PRESETS[name],
    })),
  };
}
