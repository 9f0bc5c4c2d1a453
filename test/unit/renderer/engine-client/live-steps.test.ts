import { ORPCError } from "@orpc/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { EngineEvent } from "#api/events.ts";
import type { EngineEvents } from "#renderer/engine-client/event-stream.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { collectLiveSteps } from "#renderer/engine-client/live-steps.ts";

describe("collectLiveSteps", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start() {
    let tell: (event: EngineEvent) => void = () => {};
    const events: EngineEvents = {
      subscribe(listener) {
        tell = listener;
        return () => {};
      },
      onState: () => () => {},
      state: () => "connected",
      close: () => {},
    };
    const steps = collectLiveSteps(events);
    function step(runId: string, number: number): void {
      tell({
        type: "step",
        runId,
        step: number,
        epoch: number / 10,
        loss: 1 / number,
        accuracy: 0.5,
      });
    }
    return { steps, step };
  }

  it("hands over many steps at once, ten times a second", () => {
    const { steps, step } = start();
    let calls = 0;
    steps.subscribe(() => (calls += 1));
    for (let number = 1; number <= 50; number += 1) {
      step("r1", number);
    }
    expect(steps.stepsOf("r1")).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(calls).toBe(1);
    expect(steps.stepsOf("r1")).toHaveLength(50);
  });

  it("keeps the last 5,000 of each run, apart from each other", () => {
    const { steps, step } = start();
    for (let number = 1; number <= 6000; number += 1) {
      step("r1", number);
    }
    step("r2", 1);
    vi.advanceTimersByTime(100);
    expect(steps.stepsOf("r1")).toHaveLength(5000);
    expect(steps.stepsOf("r1").at(-1)?.step).toBe(6000);
    expect(steps.stepsOf("r2")).toHaveLength(1);
    expect(steps.stepsOf(null)).toEqual([]);
  });

  it("takes back the steps that a resumed run does again", () => {
    const { steps, step } = start();
    for (const number of [1, 2, 3, 4]) {
      step("r1", number);
    }
    vi.advanceTimersByTime(100);
    step("r1", 3);
    vi.advanceTimersByTime(100);
    expect(steps.stepsOf("r1").map((one) => one.step)).toEqual([1, 2, 3]);
  });
});

describe("describeFailure", () => {
  it("keeps the engine's own code and sentence", () => {
    const error = new ORPCError("STUDIO_ERROR", {
      message: "Expected a folder.",
      data: { code: "dataset/no-folder" },
    });
    expect(describeFailure(error)).toEqual({
      code: "dataset/no-folder",
      message: "Expected a folder.",
    });
  });

  it("says that the engine does not answer when the connection fails", () => {
    expect(describeFailure(new TypeError("Failed to fetch")).code).toBe(
      "engine/unreachable",
    );
  });

  it("names other refusals by their kind", () => {
    expect(describeFailure(new ORPCError("BAD_REQUEST")).code).toBe(
      "engine/bad-request",
    );
  });
});
