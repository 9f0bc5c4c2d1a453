import { describe, expect, it } from "vitest";

import {
  mayStart,
  mustGiveWay,
  type Contender,
} from "#engine/jobs/job-order.ts";

function contender(
  status: Contender["job"]["status"],
  kind: { isHeavy?: boolean; givesWay?: boolean; isGivingWay?: boolean } = {},
): Contender {
  const { isHeavy = false, givesWay = false, isGivingWay = false } = kind;
  return { job: { status }, request: { isHeavy, givesWay }, isGivingWay };
}

describe("whose turn it is", () => {
  const heavy = contender("waiting", { isHeavy: true });
  const modest = contender("waiting", { givesWay: true });

  it.each([
    ["a heavy job beside a light one", heavy, contender("running"), true],
    [
      "a heavy job beside another",
      heavy,
      contender("running", { isHeavy: true }),
      false,
    ],
    [
      "a heavy job while another one's process is still being ended",
      heavy,
      contender("waiting", { isHeavy: true, isGivingWay: true }),
      false,
    ],
    [
      "a heavy job beside a paused one",
      heavy,
      contender("paused", { isHeavy: true }),
      true,
    ],
    [
      "a job that gives way beside one that waits",
      modest,
      contender("waiting"),
      false,
    ],
    [
      "a job that gives way beside a paused one",
      modest,
      contender("paused"),
      true,
    ],
    ["a job that has ended", contender("finished"), heavy, false],
  ])("%s", (_, job, other, expected) => {
    expect(mayStart(job, [job, other])).toBe(expected);
  });

  it("is lost by a running job that gives way as soon as another one wants to work", () => {
    const running = contender("running", { givesWay: true });
    expect(mustGiveWay(running, [running, modest])).toBe(false);
    expect(mustGiveWay(running, [running, contender("finished")])).toBe(false);
    expect(mustGiveWay(running, [running, heavy])).toBe(true);
    expect(mustGiveWay(contender("running"), [heavy])).toBe(false);
  });
});
