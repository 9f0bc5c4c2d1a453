import { AUTOMATIC, type DeviceTest } from "#api/devices.ts";
import type { DeviceId } from "./device.ts";
import { REFERENCE_DEVICE, SURE_DEVICE } from "./device-ids.ts";

/** What a device is to do: pictures through the network, or steps in which it learns. */
export type DevicePurpose = "forward" | "training";

/** What is known of a device for the network in question. */
export interface DeviceCandidate {
  readonly id: DeviceId;
  /** With the driver and versions of now; null when there is none. */
  readonly test: DeviceTest | null;
}

export interface DeviceRequest {
  readonly choice: DeviceId | typeof AUTOMATIC;
  readonly purpose: DevicePurpose;
  /** Devices that have failed at this very work. */
  readonly excluded?: readonly DeviceId[];
}

export interface DeviceDecision {
  readonly id: DeviceId;
  /** Why, in a sentence. */
  readonly reason: string;
  /** It has to pass its self-test on this network before it is used. */
  readonly needsTest: boolean;
}

/**
 * What computes: the device that was asked for, as long as it has not failed on this network; else, of those that computed the
 * network rightly here, the one with the most pictures per second; else onnxruntime on the processor, which needs no test.
 */
export function chooseDevice(
  candidates: readonly DeviceCandidate[],
  { choice, purpose, excluded = [] }: DeviceRequest,
): DeviceDecision {
  if (choice === AUTOMATIC) return fastest(candidates, purpose, excluded);
  const asked = candidates.find(({ id }) => id === choice);
  if (excluded.includes(choice)) {
    return {
      ...fastest(candidates, purpose, [...excluded, choice]),
      reason: `${choice} was asked for and failed at this work.`,
    };
  }
  if (asked?.test && asked.test.outcome !== "passed") {
    return {
      ...fastest(candidates, purpose, [...excluded, choice]),
      reason: `${choice} was asked for, but ${describeOutcome(asked.test)} Test it again on the Devices screen, or with \`convolve devices --test\`.`,
    };
  }
  return {
    id: choice,
    reason: "Asked for.",
    needsTest: needsTest(choice) && asked?.test?.outcome !== "passed",
  };
}

/** The processor through onnxruntime is what others are compared with, and plain JavaScript is the reference of the tests. */
export function needsTest(id: DeviceId): boolean {
  return id !== SURE_DEVICE && id !== REFERENCE_DEVICE;
}

/** Pictures per second for a purpose; null when not measured. */
export function speedOf(
  test: DeviceTest | null,
  purpose: DevicePurpose,
): number | null {
  if (test?.outcome !== "passed") return null;
  return purpose === "forward"
    ? test.forwardImagesPerSecond
    : test.trainingImagesPerSecond;
}

/** What came of a test that was not passed, as the rest of a sentence about the device. */
export function describeOutcome({ outcome, message }: DeviceTest): string {
  const what = {
    passed: "it computes this network rightly.",
    differs: "it computes this network differently from the processor.",
    failed: "it cannot compute this network.",
    crashed: "it crashed on this network.",
    "timed-out": "it did not answer in time on this network.",
  }[outcome];
  return message === null ? what : `${what} ${message}`;
}

function fastest(
  candidates: readonly DeviceCandidate[],
  purpose: DevicePurpose,
  excluded: readonly DeviceId[],
): DeviceDecision {
  const measured = candidates
    .filter(({ id }) => id !== REFERENCE_DEVICE && !excluded.includes(id))
    .flatMap(({ id, test }) => {
      const speed = speedOf(test, purpose);
      return speed === null ? [] : [{ id, speed }];
    })
    .toSorted((left, right) => right.speed - left.speed);
  const [best, next] = measured;
  // Speeds of others say nothing as long as the one that always works has none.
  if (best === undefined || !measured.some(({ id }) => id === SURE_DEVICE)) {
    return {
      id: SURE_DEVICE,
      reason:
        "Nothing is measured for this network yet, so the processor is used, which always works.",
      needsTest: false,
    };
  }
  const work = purpose === "forward" ? "forward" : "in training";
  const rate = `${rounded(best.speed)} images/s ${work}`;
  return {
    id: best.id,
    reason:
      next === undefined
        ? `The only one measured for this network: ${rate}.`
        : `The fastest for this network: ${rate}, ${(best.speed / next.speed).toFixed(1)} times the next.`,
    needsTest: false,
  };
}

function rounded(speed: number): string {
  return speed < 10 ? speed.toFixed(1) : Math.round(speed).toLocaleString("en");
}
