import type { MushroomKind } from "./mushroom.ts";
import {
  drawChanterelle,
  drawFalseChanterelle,
} from "#engine/datasets/sample/mushrooms/chanterelle.ts";
import { drawFlyAgaric } from "#engine/datasets/sample/mushrooms/fly-agaric.ts";
import { drawInkCap } from "#engine/datasets/sample/mushrooms/ink-cap.ts";
import { drawMorel } from "#engine/datasets/sample/mushrooms/morel.ts";
import { drawPennyBun } from "#engine/datasets/sample/mushrooms/penny-bun.ts";
import { drawPuffball } from "#engine/datasets/sample/mushrooms/puffball.ts";
import type { GroundKind } from "./surroundings.ts";

/** The classes of the sample data set: folder name → how it is drawn and where it likes to grow. */
export const SAMPLE_CATALOG = {
  chanterelle: {
    draw: drawChanterelle,
    grounds: ["moss", "moss", "leaves", "needles"],
  },
  "false-chanterelle": {
    draw: drawFalseChanterelle,
    grounds: ["needles", "needles", "moss", "leaves"],
  },
  "fly-agaric": {
    draw: drawFlyAgaric,
    grounds: ["moss", "leaves", "grass", "needles"],
  },
  "ink-cap": {
    draw: drawInkCap,
    grounds: ["grass", "grass", "soil", "leaves"],
  },
  morel: { draw: drawMorel, grounds: ["leaves", "leaves", "grass", "soil"] },
  "penny-bun": {
    draw: drawPennyBun,
    grounds: ["leaves", "moss", "needles", "grass"],
  },
  puffball: {
    draw: drawPuffball,
    grounds: ["grass", "soil", "leaves", "moss"],
  },
} satisfies Record<
  string,
  { readonly draw: MushroomKind; readonly grounds: readonly GroundKind[] }
>;

export type SampleClass = keyof typeof SAMPLE_CATALOG;

export const SAMPLE_CLASSES = Object.keys(
  SAMPLE_CATALOG,
) as readonly SampleClass[];
