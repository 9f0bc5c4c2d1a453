import { CONVOLUTION_CASES } from "./convolution-cases.ts";
import { describeOps } from "./describe-ops.ts";

describeOps(CONVOLUTION_CASES);
