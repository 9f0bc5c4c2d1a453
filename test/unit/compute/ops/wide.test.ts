import { describeOps } from "./describe-ops.ts";
import { WIDE_CASES } from "./wide-cases.ts";

describeOps(WIDE_CASES, { checksSlopes: false });
