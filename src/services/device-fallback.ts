import type { EngineEvent } from "#api/events.ts";
import type { UsedDevice } from "#api/training.ts";
import type { StudioError } from "#engine/base/errors.ts";
import { chooseDevice } from "#engine/compute/choose-device.ts";
import {
  DEVICE_IDS,
  parseDeviceChoice,
  SURE_DEVICE,
} from "#engine/compute/device-ids.ts";
import { failedAtWork, saveDeviceRecord } from "#engine/jobs/device-records.ts";
import { candidatesFor } from "#engine/jobs/device-candidates.ts";
import type { JobRetry } from "#engine/jobs/job-request.ts";
import type { JobDeviceRequest } from "#engine/jobs/process-messages.ts";
import type { EngineContext } from "./engine-context.ts";

/** Watches one job, and says how it goes on when what it computes with has failed. */
export interface DeviceFallback {
  watch(event: EngineEvent): void;
  afterFailure(
    error: StudioError,
    request: JobDeviceRequest,
  ): Promise<JobRetry | null>;
}

/**
 * When a job fails on a device other than the processor, and the failure can be the device's, the device is marked as not to be used for
 * this network until it is tested again, and the job goes on with the next from what it has saved. A failure on the processor is the job's.
 */
export function deviceFallback(context: EngineContext): DeviceFallback {
  let used: UsedDevice | null = null;
  return {
    watch: (event) => {
      if (event.type === "device") used = event.device;
    },
    afterFailure: async (error, { choice, excluded }) => {
      const failed = used;
      used = null;
      if (failed === null || failed.id === SURE_DEVICE) return null;
      if (!canBeTheDevice(error)) return null;
      const environment = context.environment();
      // The rest of the message says what to do about it, which is done here.
      const what = firstSentence(error.message);
      const outcome = OUTCOMES[error.code] ?? "failed";
      await saveDeviceRecord(environment.deviceRecordsFile, {
        deviceId: failed.id,
        name: failed.name,
        provider: failed.provider,
        driver: failed.driver,
        versions: failed.versions,
        signature: failed.signature,
        test: failedAtWork(outcome, `At work: ${what}`),
      });
      context.events.publish({ type: "devices" });
      context.log.warn("A device failed, the job goes on without it", {
        device: failed.id,
        code: error.code,
        message: error.message,
      });
      const out = [...excluded, failed.id];
      const next = chooseDevice(
        await candidatesFor(environment, failed.signature),
        {
          choice: parseDeviceChoice(choice),
          purpose: "training",
          excluded: DEVICE_IDS.filter((id) => out.includes(id)),
        },
      );
      return {
        device: { choice, excluded: out },
        notice: `${failed.provider} failed. ${what} The work goes on with ${next.id} from what was saved last. ${failed.provider} is not used for this network until it is tested again.`,
      };
    },
  };
}

function firstSentence(message: string): string {
  return message.split(/(?<=\.)\s/)[0] ?? message;
}

/** Whether another device may do better; what is wrong with pictures, recipes or disks is wrong on every one. */
export function canBeTheDevice({ code }: StudioError): boolean {
  return (
    code === "job/crashed" ||
    code === "job/hung" ||
    code === "internal/unexpected" ||
    (code.startsWith("compute/") && !ASKED_WRONGLY.has(code))
  );
}

const OUTCOMES: Readonly<Record<string, "crashed" | "timed-out">> = {
  "job/crashed": "crashed",
  "job/hung": "timed-out",
};

const ASKED_WRONGLY: ReadonlySet<string> = new Set([
  "compute/unknown-device",
  "compute/cannot-train",
  "compute/device-unavailable",
]);
