import { readFile } from "node:fs/promises";

import { z } from "zod";

import { DeviceTestSchema, type DeviceTest } from "#api/devices.ts";
import { writeJsonAtomically } from "#engine/storage/atomic-file.ts";

/**
 * What devices did with networks on this machine, kept for this user. A test counts only for the very driver and versions that it was
 * made with.
 */
const DeviceRecordSchema = z.object({
  deviceId: z.string(),
  /** As the system named it. */
  name: z.string(),
  provider: z.string(),
  driver: z.string().nullable(),
  versions: z.string(),
  signature: z.string(),
  test: DeviceTestSchema,
});
export type DeviceRecord = z.infer<typeof DeviceRecordSchema>;

const FileSchema = z.object({
  version: z.literal(1),
  records: z.array(DeviceRecordSchema),
});

/** Older ones are forgotten: a record takes a third of a kilobyte. */
const MOST_RECORDS = 500;

/** Of the program; the device's own are in its driver and provider. */
export function versionsNow(programVersion: string): string {
  return `Convolve ${programVersion}, Node ${process.versions.node}`;
}

/** Newest first; none where there is no file or it cannot be read, as after an update. */
export async function readDeviceRecords(
  file: string,
): Promise<readonly DeviceRecord[]> {
  try {
    const text = await readFile(file, "utf8");
    return FileSchema.parse(JSON.parse(text)).records;
  } catch {
    return [];
  }
}

/** Writes a record in the place of the same device's former one on the same network. @throws StudioError `storage/…` */
export async function saveDeviceRecord(
  file: string,
  record: DeviceRecord,
): Promise<void> {
  const others = (await readDeviceRecords(file)).filter(
    ({ deviceId, signature }) =>
      deviceId !== record.deviceId || signature !== record.signature,
  );
  const records = [record, ...others].slice(0, MOST_RECORDS);
  await writeJsonAtomically(file, { version: 1, records });
}

/** What a test has to be of to count. Left out: any. */
export interface RecordKey {
  readonly deviceId: string;
  readonly signature: string;
  readonly versions: string;
  readonly driver?: string | null;
  readonly provider?: string;
}

/** The test that counts now, or null. */
export function currentRecord(
  records: readonly DeviceRecord[],
  { deviceId, signature, versions, driver, provider }: RecordKey,
): DeviceRecord | null {
  return (
    records.find(
      (record) =>
        record.deviceId === deviceId &&
        record.signature === signature &&
        record.versions === versions &&
        (driver === undefined || record.driver === driver) &&
        (provider === undefined || record.provider === provider),
    ) ?? null
  );
}

/** A test that was never made, because the device failed at work. */
export function failedAtWork(
  outcome: "crashed" | "failed" | "timed-out",
  message: string,
): DeviceTest {
  return {
    testedAt: new Date().toISOString(),
    seconds: 0,
    outcome,
    message,
    failures: [],
    forwardImagesPerSecond: null,
    trainingImagesPerSecond: null,
  };
}
