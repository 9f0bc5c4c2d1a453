import type { DeviceOutcome, DeviceTest } from "#api/devices.ts";
import { CancelledError } from "#engine/base/cancellation.ts";
import { entryPoint } from "#engine/base/entry-point.ts";
import type { DeviceId } from "#engine/compute/device.ts";
import type { DeviceSpeed } from "#engine/compute/measure-device.ts";
import {
  startChild,
  type ChildEnd,
  type EngineChild,
} from "./child-process.ts";
import type {
  ExamineRequest,
  FindRequest,
  FoundDevice,
  FromDevice,
  OpFailure,
} from "./device-messages.ts";
import type { PlainError } from "./process-messages.ts";

export interface DeviceProcessOptions {
  /** Default: what the work may reasonably take. */
  readonly timeLimitMs?: number;
  readonly signal?: AbortSignal;
  /** Absolute path of the process's entry; default: device-main. */
  readonly entry?: string;
}

/** Looking takes a fraction of a second; a driver that has to be woken up, or a busy machine, takes longer. */
const FIND_LIMIT_MS = 45_000;
/** For the self-test and the measurement of one device. */
const EXAMINE_LIMIT_MS = 180_000;

/**
 * Looks for a device in a process of its own, because a driver may end the process or hang; that is an answer and no error.
 * @throws CancelledError
 */
export async function findDevice(
  deviceId: DeviceId,
  options: DeviceProcessOptions = {},
): Promise<FoundDevice> {
  const { timeLimitMs = FIND_LIMIT_MS } = options;
  let found: FoundDevice | null = null;
  let failure: PlainError | null = null;
  const end = await talk(
    { type: "find", deviceId, timeLimitMs },
    (message) => {
      if (message.type === "found") found = message.device;
      if (message.type === "failed") failure = message.error;
    },
    { ...options, timeLimitMs },
  );
  return (
    (found as FoundDevice | null) ?? {
      id: deviceId,
      kind: deviceId.endsWith("cpu") ? "cpu" : "gpu",
      provider: deviceId,
      probe: {
        isPresent: false,
        reason: `Looking for it failed: ${describeEnd(end, timeLimitMs, failure).message}`,
        remedy:
          "Update or reinstall the driver of the graphics card, then look again.",
      },
    }
  );
}

/**
 * Tests a device on a network against the processor, op by op, and measures it, in a process of its own. A crash, a hang or a refusal is
 * a result.
 * @throws CancelledError
 */
export async function examineDevice(
  request: Omit<ExamineRequest, "type" | "timeLimitMs">,
  onPhase: (phase: "testing" | "measuring") => void,
  options: DeviceProcessOptions = {},
): Promise<DeviceTest> {
  const { timeLimitMs = EXAMINE_LIMIT_MS } = options;
  const started = performance.now();
  let failures: readonly OpFailure[] = [];
  let speed: DeviceSpeed | null = null;
  let failure: PlainError | null = null;
  let isDone = false;
  const end = await talk(
    { type: "examine", timeLimitMs, ...request },
    (message) => {
      if (message.type === "testing" || message.type === "measuring") {
        onPhase(message.type);
      }
      if (message.type === "tested") failures = message.failures;
      if (message.type === "measured") speed = message.speed;
      if (message.type === "failed") failure = message.error;
      if (message.type === "done") isDone = true;
    },
    { ...options, timeLimitMs },
  );
  const measured = speed as DeviceSpeed | null;
  const { outcome, message } = isDone
    ? describeFailures(failures)
    : describeEnd(end, timeLimitMs, failure);
  return {
    testedAt: new Date().toISOString(),
    seconds: (performance.now() - started) / 1000,
    outcome,
    message,
    failures: [...failures],
    forwardImagesPerSecond: measured?.forwardImagesPerSecond ?? null,
    trainingImagesPerSecond: measured?.trainingImagesPerSecond ?? null,
  };
}

interface TalkEnd {
  readonly child: ChildEnd;
  readonly isTooLate: boolean;
  readonly lastLine: string;
}

/** Starts the process, tells it what to do, and waits until it has ended or its time is over. */
async function talk(
  request: FindRequest | ExamineRequest,
  onMessage: (message: FromDevice) => void,
  { timeLimitMs, signal, entry }: DeviceProcessOptions,
): Promise<TalkEnd> {
  if (signal?.aborted) throw new CancelledError();
  const child: EngineChild<FindRequest | ExamineRequest, FromDevice> =
    startChild(entry ?? entryPoint(import.meta.url, "device-main"));
  let isTooLate = false;
  const kill = () => child.kill();
  const limit = setTimeout(() => {
    isTooLate = true;
    kill();
  }, timeLimitMs);
  signal?.addEventListener("abort", kill, { once: true });
  try {
    child.onMessage((message) => {
      onMessage(message);
      // What its drivers do while they are put away is of no interest, and some never come to an end.
      if (message.type === "done" || message.type === "failed") {
        setTimeout(kill, PUT_AWAY_MS).unref();
      }
    });
    child.send(request);
    const end = await new Promise<ChildEnd>((resolve) => child.onEnd(resolve));
    if (signal?.aborted) throw new CancelledError();
    const lastLine =
      child.output
        .lines()
        .filter((line) => line.trim() !== "")
        .at(-1) ?? "";
    return { child: end, isTooLate, lastLine };
  } finally {
    clearTimeout(limit);
    signal?.removeEventListener("abort", kill);
  }
}

const PUT_AWAY_MS = 2000;

function describeFailures(failures: readonly OpFailure[]): {
  outcome: DeviceOutcome;
  message: string | null;
} {
  const [first] = failures;
  if (first === undefined) return { outcome: "passed", message: null };
  const ops = [...new Set(failures.map(({ op }) => op))];
  return {
    outcome: "differs",
    message: `${ops.length === 1 ? "Its op" : "Its ops"} ${ops.join(", ")} did not pass: ${first.message}`,
  };
}

function describeEnd(
  { child, isTooLate, lastLine }: TalkEnd,
  timeLimitMs: number,
  failure: PlainError | null,
): { outcome: DeviceOutcome; message: string } {
  if (isTooLate) {
    return {
      outcome: "timed-out",
      message: `No answer within ${Math.round(timeLimitMs / 1000)} s; its process was ended.`,
    };
  }
  if (failure !== null) return { outcome: "failed", message: failure.message };
  if (child.error) {
    return {
      outcome: "failed",
      message: `Its process could not be started: ${child.error.message}.`,
    };
  }
  const how =
    child.signal === null
      ? `ended unexpectedly (exit code ${child.code})`
      : `crashed (${child.signal})`;
  const words =
    lastLine === "" ? "" : ` Its last line: ${lastLine.slice(0, 300)}`;
  return { outcome: "crashed", message: `Its process ${how}.${words}` };
}
