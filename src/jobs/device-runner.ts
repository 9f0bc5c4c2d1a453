import { StudioError } from "#engine/base/errors.ts";
import type { ComputeDevice, DeviceId } from "#engine/compute/device.ts";
import { needsTest } from "#engine/compute/choose-device.ts";
import type { SelfTestReport } from "#engine/compute/self-test.ts";
import type {
  ExamineRequest,
  FindRequest,
  FromDevice,
  OpFailure,
} from "./device-messages.ts";
import { leaveSignalsToTheEngine } from "./leave-signals.ts";
import { toPlainError } from "./process-messages.ts";
import { startWatchdog } from "./watchdog.ts";

/** Whoever asked ends the process at its limit and says so; this is for when nobody is there any more. */
const GRACE_MS = 5000;

/** The body of a device's process: does the one thing it is told, says what came of it, ends. */
export function runDeviceProcess(): void {
  leaveSignalsToTheEngine();
  process.on("disconnect", () => process.exit(0));
  process.once("message", (request: FindRequest | ExamineRequest) => {
    startWatchdog(request.timeLimitMs + GRACE_MS);
    const work = request.type === "find" ? find(request) : examine(request);
    work
      .then(
        () => tell({ type: "done" }),
        (error: unknown) =>
          tell({ type: "failed", error: toPlainError(error) }),
      )
      .finally(() => process.exit(0));
  });
}

async function find({ deviceId }: FindRequest): Promise<void> {
  const device = await requireDevice(deviceId);
  const { id, kind, provider } = device;
  const probe = await device.probe();
  await tell({ type: "found", device: { id, kind, provider, probe } });
}

async function examine(request: ExamineRequest): Promise<void> {
  const device = await requireDevice(request.deviceId);
  const { deviceNetwork } = await import("./device-network.ts");
  const network = await deviceNetwork(request.network, request.modelsFolder);
  const { graph } = network;
  const weights = network.weights();
  if (needsTest(device.id)) {
    await tell({ type: "testing" });
    const { selfTest } = await import("#engine/compute/self-test.ts");
    const failures = failuresOf(await selfTest(device, { graph, weights }));
    await tell({ type: "tested", failures });
    if (failures.length > 0) return;
  }
  await tell({ type: "measuring" });
  const { measureDevice } = await import("#engine/compute/measure-device.ts");
  const executor = await device.createExecutor(
    request.threads === undefined ? {} : { threads: request.threads },
  );
  await tell({
    type: "measured",
    speed: await measureDevice(executor, graph, weights),
  });
}

function failuresOf({ entries, passed }: SelfTestReport): OpFailure[] {
  const failures = entries
    .filter((entry) => !entry.passed)
    .map(({ op, pass, message }) => ({
      op,
      pass,
      message: message ?? "Its numbers differ from the processor's.",
    }));
  if (failures.length > 0 || passed) return failures;
  return [
    {
      op: "whole network",
      pass: "forward",
      message: "The whole network was not computed within the test's time.",
    },
  ];
}

/** @throws StudioError `compute/device-unavailable` when this build knows no such device */
async function requireDevice(deviceId: DeviceId): Promise<ComputeDevice> {
  const { computeDevice } = await import("#engine/compute/device-catalog.ts");
  const device = await computeDevice(deviceId);
  if (device !== undefined) return device;
  throw new StudioError(
    "compute/device-unavailable",
    `This version of Convolve cannot compute with ${deviceId}. Choose another device.`,
  );
}

/** Resolves when the message is on its way, so that what follows may end the process. */
function tell(message: FromDevice): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
