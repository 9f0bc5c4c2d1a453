import { CHANNEL_CASES } from "./channel-cases.ts";
import { CONVOLUTION_CASES } from "./convolution-cases.ts";
import { ELEMENTWISE_CASES } from "./elementwise-cases.ts";
import type { OpCase } from "./op-case.ts";
import { POOLING_CASES } from "./pooling-cases.ts";
import { SHAPING_CASES } from "./shaping-cases.ts";
import { WIDE_CASES } from "./wide-cases.ts";

/** Every op of the layer graph with the attributes that change what is computed. */
export const OP_CASES: readonly OpCase[] = [
  ...CONVOLUTION_CASES,
  ...POOLING_CASES,
  ...ELEMENTWISE_CASES,
  ...SHAPING_CASES,
  ...CHANNEL_CASES,
  ...WIDE_CASES,
];
