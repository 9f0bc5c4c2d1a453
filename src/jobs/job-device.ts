import { AUTOMATIC, type DeviceNetworkChoice } from "#api/devices.ts";
import type { Recipe } from "#api/recipe.ts";
import { StudioError } from "#engine/base/errors.ts";
import {
  chooseDevice,
  type DeviceDecision,
  type DevicePurpose,
} from "#engine/compute/choose-device.ts";
import { computeDevice } from "#engine/compute/device-catalog.ts";
import type { DeviceId } from "#engine/compute/device.ts";
import {
  DEVICE_IDS,
  parseDeviceChoice,
  SURE_DEVICE,
} from "#engine/compute/device-ids.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { processorName } from "#engine/compute/processor-name.ts";
import { candidatesFor } from "./device-candidates.ts";
import type { FoundDevice } from "./device-messages.ts";
import { deviceNetwork } from "./device-network.ts";
import { findDevice } from "./device-process.ts";
import {
  currentRecord,
  readDeviceRecords,
  versionsNow,
} from "./device-records.ts";
import type { JobContext } from "./job-context.ts";
import { examineAndKeep } from "./measure-devices-job.ts";
import type { ModelFolders } from "./process-messages.ts";

/**
 * Opens what a job computes with, and tells the engine which that is. A device that has not been tested on this network before is tested
 * first; one that fails is told of, and the next is taken.
 * @throws CancelledError, StudioError `compute/device-unavailable`, `compute/unknown-device`, `compute/cannot-train`
 */
export async function openJobDevice(
  context: JobContext,
  asked: DeviceNetworkChoice,
  purpose: DevicePurpose,
  runId: string | null = null,
): Promise<Executor> {
  const { environment, device: request } = context;
  const { choice, signature } = await judgedNetwork(asked, environment);
  const chosen = await decide(context, choice, signature, purpose);
  const executor = await createExecutor(chosen.id, environment.threads);
  context.tell({
    type: "device",
    jobId: context.jobId,
    runId,
    device: {
      id: chosen.id,
      name: chosen.found?.probe.isPresent
        ? chosen.found.probe.name
        : processorName(),
      provider: chosen.found?.provider ?? (await providerOf(chosen.id)),
      driver: chosen.found?.probe.isPresent ? chosen.found.probe.driver : null,
      versions: versionsNow(environment.programVersion),
      reason: chosen.reason,
      signature,
    },
    // That a device crashed has been told by whoever saw it.
    notice:
      request.choice !== AUTOMATIC &&
      request.choice !== chosen.id &&
      !request.excluded.includes(request.choice)
        ? `${chosen.reason} ${chosen.id} is used instead.`
        : null,
  });
  return executor;
}

/** What most of a recipe's time goes into: learning through the network, or features of a frozen one. */
export function devicePurpose({ method, fineTuning }: Recipe): DevicePurpose {
  const isFineTuned = fineTuning.blocks > 0 && fineTuning.epochs > 0;
  return method === "transfer" && !isFineTuned ? "forward" : "training";
}

/** What devices are judged on. A run outlives the design or the import that it began with: then it is the network of the benchmarks. */
async function judgedNetwork(
  { model, inputSize, width }: DeviceNetworkChoice,
  { modelsFolder }: ModelFolders,
): Promise<{ choice: DeviceNetworkChoice; signature: string }> {
  const choice = { model, inputSize, width };
  try {
    const { signature } = await deviceNetwork(choice, modelsFolder);
    return { choice, signature };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    const { signature } = await deviceNetwork({}, modelsFolder);
    return { choice: {}, signature };
  }
}

interface Decided extends DeviceDecision {
  readonly found: FoundDevice | null;
}

/** Asks again without a device that turned out absent, changed or wrong, until one is left that is right. */
async function decide(
  context: JobContext,
  network: DeviceNetworkChoice,
  signature: string,
  purpose: DevicePurpose,
): Promise<Decided> {
  const { environment, signal, onProgress } = context;
  const { choice, excluded } = context.device;
  const asked = parseDeviceChoice(choice);
  const out = new Set<DeviceId>(
    DEVICE_IDS.filter((id) => excluded.includes(id)),
  );
  let complaint = "";
  for (;;) {
    const decision = chooseDevice(await candidatesFor(environment, signature), {
      choice: asked,
      purpose,
      excluded: [...out],
    });
    const reason = complaint === "" ? decision.reason : complaint;
    if (decision.id === SURE_DEVICE)
      return { ...decision, reason, found: null };
    onProgress({
      phase: `Looking for ${decision.id}`,
      done: 0,
      total: 1,
      unit: "devices",
    });
    const found = await findDevice(decision.id, { signal });
    if (!found.probe.isPresent) {
      if (decision.id === asked) throw unavailable(found);
      out.add(decision.id);
      continue;
    }
    const known = currentRecord(
      await readDeviceRecords(environment.deviceRecordsFile),
      {
        deviceId: decision.id,
        signature,
        versions: versionsNow(environment.programVersion),
        driver: found.probe.driver,
        provider: found.provider,
      },
    );
    const isTested = known?.test.outcome === "passed" && !decision.needsTest;
    const isExempt = decision.id === asked && !decision.needsTest;
    if (isTested || isExempt) return { ...decision, reason, found };
    const test = await examineAndKeep(found, network, { signature }, context, {
      phase: (phase) =>
        `${phase === "testing" ? "Testing" : "Measuring"} ${found.provider} on this network`,
      done: 0,
      total: 1,
    });
    if (test.outcome === "passed") {
      return { ...decision, reason, needsTest: false, found };
    }
    out.add(decision.id);
    complaint = `${found.provider} is not used: ${test.message ?? test.outcome}`;
  }
}

async function createExecutor(
  id: DeviceId,
  threads: number | undefined,
): Promise<Executor> {
  const options = threads === undefined ? {} : { threads };
  // Also where onnxruntime has no native library: then through WebAssembly.
  if (id === SURE_DEVICE) return createOnnxExecutor(options);
  const device = await computeDevice(id);
  return device!.createExecutor(options);
}

async function providerOf(id: DeviceId): Promise<string> {
  return (await computeDevice(id))?.provider ?? id;
}

function unavailable({ id, probe }: FoundDevice): StudioError {
  const { reason, remedy } = probe.isPresent
    ? { reason: "", remedy: null }
    : probe;
  const advice = remedy === null ? "" : ` ${remedy}`;
  return new StudioError(
    "compute/device-unavailable",
    `${id} was asked for, but it is not here: ${reason}${advice} Or choose another device, or "${AUTOMATIC}".`,
  );
}
