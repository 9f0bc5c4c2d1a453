import { CHANNEL_CASES } from "./channel-cases.ts";
import { describeOps } from "./describe-ops.ts";

describeOps(CHANNEL_CASES);
