import { describeOps } from "./describe-ops.ts";
import { WIDE_CASES } from "./wide-cases.ts";

// The layout of blocked pictures is onnxruntime's on the processor.
describeOps(WIDE_CASES, { checksSlopes: false, everyCaseOn: ["onnx cpu"] });
