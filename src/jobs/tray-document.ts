import { z } from "zod";

import type { IndexReader } from "#engine/storage/index-queries.ts";

/** The list of the index's rankings, and the document about it. */
export const TRAY_LIST = "tray";
export const TRAY_DOCUMENT = "tray";

export const TrayDocumentSchema = z.object({
  /** As it was when the order was made; see `trayKey`. */
  key: z.string(),
  unlabelled: z.number(),
  learntFrom: z.number(),
});
export type TrayDocument = z.infer<typeof TrayDocumentSchema>;

/** Changes when labels are given, taken or changed; asks the index for counts only. */
export function trayKey(reader: IndexReader): string {
  const counts = reader.classes().map(({ id, count }) => `${id}:${count}`);
  return [reader.unlabelledCount(), ...counts].join(" ");
}
