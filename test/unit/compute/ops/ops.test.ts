import { describe } from "vitest";
import { CHANNEL_CASES } from "./channel-cases.ts";
import { CONVOLUTION_CASES } from "./convolution-cases.ts";
import { describeOps } from "./describe-ops.ts";
import { ELEMENTWISE_CASES } from "./elementwise-cases.ts";
import { POOLING_CASES } from "./pooling-cases.ts";
import { SHAPING_CASES } from "./shaping-cases.ts";
import { WIDE_CASES } from "./wide-cases.ts";

// All in one process: a graphics card in software takes seconds to compile what most of the cases have in common.
describe.each(
  Object.entries({
    convolution: CONVOLUTION_CASES,
    pooling: POOLING_CASES,
    elementwise: ELEMENTWISE_CASES,
    shaping: SHAPING_CASES,
    channels: CHANNEL_CASES,
  }),
)("%s", (_, cases) => {
  describeOps(cases);
});

describe("between wide convolutions", () => {
  describeOps(WIDE_CASES, {
    // The ops themselves have been held against central differences.
    checksSlopes: false,
    // The layout of blocked pictures is onnxruntime's on the processor; the others show what happens where two wide pictures meet.
    takes: ({ name }, { op }) =>
      name === "onnx cpu" || ["add", "multiply", "concatenate"].includes(op),
  });
});
