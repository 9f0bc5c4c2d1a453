import { z } from "zod";

import { SplitSchema } from "./base.ts";

export const SplitFractionsSchema = z.object({
  train: z.number().min(0).max(1),
  validation: z.number().min(0).max(1),
  test: z.number().min(0).max(1),
});
export type SplitFractions = z.infer<typeof SplitFractionsSchema>;

const Dealt = z.object({
  seed: z.number().int().default(0),
  /** The test side was opened: draw another one from pictures that were not on it, and seal that. */
  sealAgain: z.boolean().optional(),
});

const Together = z.object({
  /** Near-duplicates, as the check-up found them, never come on two sides. */
  duplicates: z.boolean().default(true),
  /** Nor do pictures with the same value of one of these. */
  attributes: z.array(z.string()).default([]),
});

/** How all included pictures are put on the three sides. */
export const SplitRuleSchema = z.discriminatedUnion("source", [
  /** As the folders or the manifest say; sides that they do not name are carved out of training. */
  z.object({ source: z.literal("folders") }),
  /** By shares, each class alike. */
  Dealt.extend({
    source: z.literal("stratified"),
    fractions: SplitFractionsSchema,
  }),
  /** By shares, groups together, each class as nearly alike as groups allow. */
  Dealt.extend(Together.shape).extend({
    source: z.literal("grouped"),
    fractions: SplitFractionsSchema,
  }),
  /** A test side is set apart; the rest is dealt to folds. The first fold is the validation side; cross-validation uses each in turn. */
  Dealt.extend(Together.shape).extend({
    source: z.literal("folds"),
    folds: z.number().int().min(2).max(20),
    /** Share of the test side. */
    test: z.number().min(0).max(0.9).default(0.15),
  }),
  /** Nothing moves any more; pictures that come later are dealt by the shares that there are. */
  z.object({ source: z.literal("fixed") }),
]);
export type SplitRule = z.infer<typeof SplitRuleSchema>;

const SideCounts = z.object({
  train: z.number().int(),
  validation: z.number().int(),
  test: z.number().int(),
});

/** What a rule would do, before it is applied. */
export const SplitPreviewSchema = z.object({
  imageCount: z.number().int(),
  /** Pictures that come on another side. */
  moved: z.number().int(),
  moves: z.array(
    z.object({
      from: SplitSchema.nullable(),
      to: SplitSchema,
      count: z.number().int(),
    }),
  ),
  before: SideCounts,
  after: SideCounts,
  /** Groups of at least two pictures that stay together. */
  groupCount: z.number().int(),
  /** Those of them that lie on two sides or more as things are. */
  straddling: z.number().int(),
  /** Pictures of each fold, or null. */
  folds: z.array(z.number().int()).nullable(),
  /** Sentences: a group that is larger than a side, duplicates that nobody looked for yet … */
  remarks: z.array(z.string()),
});
export type SplitPreview = z.infer<typeof SplitPreviewSchema>;
