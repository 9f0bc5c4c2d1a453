import { z } from "zod";

import { DoctorRemarkSchema } from "#api/doctor.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import { DOCTOR_DOCUMENT } from "#engine/storage/read-documents.ts";

const OutcomeSchema = z.object({
  id: z.string(),
  found: z.number().int(),
  remarks: z.array(DoctorRemarkSchema),
  remarkCount: z.number().int(),
  /** ISO 8601. */
  checkedAt: z.string(),
  /** `doctorKey` of what it looked at. */
  key: z.string(),
});

const DoctorDocumentSchema = z.object({
  /** ISO 8601; of the whole check-up or of the files alone. */
  checkedAt: z.string(),
  pictures: z.number().int(),
  seconds: z.number(),
  outcomes: z.array(OutcomeSchema),
  /** Why a check could not be made. */
  left: z.array(z.object({ id: z.string(), message: z.string() })),
});
export type DoctorDocument = z.infer<typeof DoctorDocumentSchema>;

export function readDoctorDocument(reader: IndexReader): DoctorDocument | null {
  const stored = DoctorDocumentSchema.safeParse(
    reader.document(DOCTOR_DOCUMENT),
  );
  return stored.success ? stored.data : null;
}

/** Changes with pictures, labels, sides, files that were not taken, and the seal of the test set. */
export function doctorKey(reader: IndexReader): string {
  return [
    reader.labelsKey(),
    reader.unlabelledCount(),
    reader.problemCount(),
    reader.isTestOpen(),
  ].join("/");
}
