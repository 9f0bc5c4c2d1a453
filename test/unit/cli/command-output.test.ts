import { describe, expect, it } from "vitest";

import type { Job } from "#api/jobs.ts";
import {
  describeProgress,
  formatSeconds,
  formatShare,
} from "#engine/cli/command-output.ts";

const JOB: Job = {
  id: "j",
  kind: "import",
  title: "Import",
  runId: null,
  status: "running",
  phase: "Reading pictures",
  done: 120,
  total: 560,
  unit: "images",
  rate: 84.6,
  secondsLeft: 5.2,
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: null,
  canPause: false,
  byItself: false,
  device: null,
  notices: [],
  error: null,
  result: null,
};

describe("progress of a command", () => {
  it("says phase, count, rate and time left", () => {
    expect(describeProgress(JOB)).toBe(
      "Reading pictures: 120 of 560 images, 85 images/s, 5 s left",
    );
  });

  it("leaves out what is not known", () => {
    expect(
      describeProgress({ ...JOB, total: null, rate: null, secondsLeft: null }),
    ).toBe("Reading pictures: 120 images");
  });

  it.each([
    [0.4, "0 s"],
    [59.4, "59 s"],
    [200, "3 min 20 s"],
    [7500, "2 h 5 min"],
  ])("writes %d seconds as “%s”", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it("writes a share with one decimal", () => {
    expect(formatShare(0.8754)).toBe("87.5 %");
  });
});
