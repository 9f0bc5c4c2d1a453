import { ELEMENTWISE_CASES } from "./elementwise-cases.ts";
import { describeOps } from "./describe-ops.ts";

describeOps(ELEMENTWISE_CASES);
