import type { DeviceNetworkChoice, DeviceTest } from "#api/devices.ts";
import type { DeviceId } from "#engine/compute/device.ts";
import { DEVICE_IDS, REFERENCE_DEVICE } from "#engine/compute/device-ids.ts";
import { isImitation, type FoundDevice } from "./device-messages.ts";
import { deviceNetwork, type DeviceNetwork } from "./device-network.ts";
import { examineDevice, findDevice } from "./device-process.ts";
import { saveDeviceRecord, versionsNow } from "./device-records.ts";
import type { JobContext } from "./job-context.ts";

export interface MeasureDevicesParameters {
  readonly network: DeviceNetworkChoice;
  /** Default: every device but the reference, and graphics cards that the processor only imitates. */
  readonly deviceIds?: readonly DeviceId[] | undefined;
}

export interface MeasureDevicesResult {
  /** For a person. */
  readonly network: string;
  readonly devices: readonly (DeviceTest & { readonly id: DeviceId })[];
}

/** Looks for devices, then tests and measures what is found, one after the other, each in a process of its own. */
export async function measureDevices(
  { network: choice, deviceIds }: MeasureDevicesParameters,
  context: JobContext,
): Promise<MeasureDevicesResult> {
  const { environment } = context;
  const network = await deviceNetwork(choice, environment.modelsFolder);
  const ids = deviceIds ?? DEVICE_IDS.filter((id) => id !== REFERENCE_DEVICE);
  const found = (await findAll(ids, context)).filter(
    (device) => deviceIds !== undefined || !isImitation(device),
  );
  const results: (DeviceTest & { id: DeviceId })[] = [];
  for (const [index, device] of found.entries()) {
    const test = await examineAndKeep(device, choice, network, context, {
      phase: (phase) =>
        `${phase === "testing" ? "Testing" : "Measuring"} ${device.provider}`,
      done: index,
      total: found.length,
    });
    results.push({ id: device.id, ...test });
    context.tell({ type: "devices" });
  }
  return { network: network.name, devices: results };
}

async function findAll(
  ids: readonly DeviceId[],
  context: JobContext,
): Promise<FoundDevice[]> {
  const found: FoundDevice[] = [];
  for (const [index, id] of ids.entries()) {
    context.onProgress({
      phase: "Looking for devices",
      done: index,
      total: ids.length,
      unit: "devices",
    });
    const device = await findDevice(id, { signal: context.signal });
    if (device.probe.isPresent) found.push(device);
  }
  return found;
}

/** How progress of one device among others is told. */
interface Place {
  readonly phase: (phase: "testing" | "measuring") => string;
  readonly done: number;
  readonly total: number;
}

/** Tests and measures a device that is present, and writes what came of it into the records. @throws CancelledError */
export async function examineAndKeep(
  device: FoundDevice,
  choice: DeviceNetworkChoice,
  { signature }: Pick<DeviceNetwork, "signature">,
  { environment, onProgress, signal }: JobContext,
  { phase, done, total }: Place,
): Promise<DeviceTest> {
  const test = await examineDevice(
    {
      deviceId: device.id,
      network: choice,
      modelsFolder: environment.modelsFolder,
      threads: environment.threads,
    },
    (now) => onProgress({ phase: phase(now), done, total, unit: "devices" }),
    { signal },
  );
  const { probe, provider } = device;
  await saveDeviceRecord(environment.deviceRecordsFile, {
    deviceId: device.id,
    name: probe.isPresent ? probe.name : device.id,
    provider,
    driver: probe.isPresent ? probe.driver : null,
    versions: versionsNow(environment.programVersion),
    signature,
    test,
  });
  return test;
}
