import { POOLING_CASES } from "./pooling-cases.ts";
import { describeOps } from "./describe-ops.ts";

describeOps(POOLING_CASES);
