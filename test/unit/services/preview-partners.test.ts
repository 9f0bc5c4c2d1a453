import { expect, it } from "vitest";

import { AUGMENTATION_PRESETS } from "#engine/imaging/augmentations/configuration.ts";
import {
  drawMix,
  partnerOf,
  type DrawnMix,
} from "#engine/imaging/augmentations/mixing.ts";
import { picturesToAugment } from "#engine/services/augmentation-handlers.ts";
import { readTrainingSet } from "#engine/training/training-set.ts";
import { openIndex } from "#test/helpers/filled-index.ts";
import { newImage } from "#test/helpers/index-rows.ts";

it("shows each picture with the partner that training mixes it with, and looks up no others", async () => {
  const { reader, run } = await openIndex();
  const root = { path: "/pictures", copied: false };
  const { rootId } = run("addRoot", root);
  const { classIds } = run("ensureClasses", {
    names: ["a", "b"],
  });
  const { classId: tray } = run("ensureUnlabelled", {});
  const classOf = (i: number) =>
    i % 5 === 4 ? tray : (classIds[i % 2] as number);
  const images = Array.from({ length: 40 }, (_, i) =>
    newImage(i + 1, rootId, classOf(i)),
  );
  run("addRows", { images, problems: [] });
  const ids = Array.from({ length: 40 }, (_, i) => i + 1);
  const sideOf = (side: number, split: "train" | "validation" | "test") => ({
    imageIds: ids.filter((id) => id % 3 === side),
    split,
  });
  for (const change of [
    sideOf(0, "train"),
    sideOf(1, "train"),
    sideOf(2, "test"),
  ]) {
    run("setSplit", change);
  }
  run("setExcluded", { imageIds: [1, 6], excluded: true });

  const augmentation = { ...AUGMENTATION_PRESETS.none, mixUp: 0.4 };
  const wish = { imageIds: [3, 4, 9], augmentation, seed: 5 };
  const shown = picturesToAugment(
    // Without `eachImage`, by which all would be read.
    { ...reader, eachImage: undefined } as unknown as typeof reader,
    { ...wish, variants: 6, firstVariant: 2 },
  );
  const pool = readTrainingSet(reader).train;
  expect(pool.length).toBeGreaterThan(15);
  for (const { sha256, partners } of shown) {
    const expected = Array.from({ length: 6 }, (_, i) => {
      const mix = drawMix(augmentation, 5, 2 + i, sha256) as DrawnMix;
      return partnerOf(mix, pool).sha256;
    });
    expect(partners?.map((partner) => partner.sha256)).toEqual(expected);
  }
  expect(shown.map(({ imageId }) => imageId)).toEqual([3, 4, 9]);
});
