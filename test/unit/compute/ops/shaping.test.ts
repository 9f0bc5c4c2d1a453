import { SHAPING_CASES } from "./shaping-cases.ts";
import { describeOps } from "./describe-ops.ts";

describeOps(SHAPING_CASES);
