import { describe, expect, it } from "vitest";

import { StudioError } from "#engine/base/errors.ts";
import { canBeTheDevice } from "#engine/services/device-fallback.ts";

describe("canBeTheDevice", () => {
  it.each([
    "job/crashed",
    "job/hung",
    "compute/run-failed",
    "compute/model-rejected",
    "compute/out-of-memory",
    "internal/unexpected",
  ])("tries another device after %s", (code) => {
    expect(canBeTheDevice(new StudioError(code, "."))).toBe(true);
  });

  it.each([
    "training/diverged",
    "training/changed-since",
    "storage/full",
    "dataset/too-few-images",
    "compute/unknown-device",
    "compute/cannot-train",
  ])("does not after %s, which every device would give", (code) => {
    expect(canBeTheDevice(new StudioError(code, "."))).toBe(false);
  });
});
