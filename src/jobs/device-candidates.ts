import type { DeviceCandidate } from "#engine/compute/choose-device.ts";
import { DEVICE_IDS } from "#engine/compute/device-ids.ts";
import {
  currentRecord,
  readDeviceRecords,
  versionsNow,
  type DeviceRecord,
} from "./device-records.ts";
import type { ProcessEnvironment } from "./process-messages.ts";

/** What is known of every device for a network, whatever its driver was then. */
export async function candidatesFor(
  {
    deviceRecordsFile,
    programVersion,
  }: Pick<ProcessEnvironment, "deviceRecordsFile" | "programVersion">,
  signature: string,
): Promise<DeviceCandidate[]> {
  const records = await readDeviceRecords(deviceRecordsFile);
  return candidatesIn(records, versionsNow(programVersion), signature);
}

/** The same from records that have been read. */
export function candidatesIn(
  records: readonly DeviceRecord[],
  versions: string,
  signature: string,
): DeviceCandidate[] {
  return DEVICE_IDS.map((id) => ({
    id,
    test:
      currentRecord(records, { deviceId: id, signature, versions })?.test ??
      null,
  }));
}
