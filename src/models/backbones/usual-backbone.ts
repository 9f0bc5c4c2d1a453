import type { ModelEntry } from "#engine/models/model-entry.ts";

/** What most entries share: trained on ImageNet at 224 pixels, halved five times, in one width. */
export const USUAL_BACKBONE = {
  families: ["backbone"],
  defaults: { inputSize: 224, classes: 1000, channels: 3, width: 1 },
  leastInputSize: 32,
  sizes: [224, 96, 128, 160, 192],
  widths: [],
  kernels: "glorot-uniform",
  licence: "Apache-2.0",
} as const satisfies Partial<ModelEntry>;
