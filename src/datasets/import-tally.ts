import type { IndexReader } from "#engine/storage/index-queries.ts";

import type { ImportBatch } from "./import-batch.ts";
import type { FileRemark, ImportResult } from "./import-types.ts";

/** Remarks that the result holds; all of them are in the index. */
const MAX_REMARKS = 10_000;

/** What an import came upon, counted while it goes on. */
export class ImportTally {
  readonly #started = performance.now();
  readonly #skipped: FileRemark[] = [];
  readonly #notes: FileRemark[] = [];
  #skippedCount = 0;
  #unchanged = 0;

  addUnchanged(): void {
    this.#unchanged++;
  }

  addSkipped(remark: FileRemark): void {
    this.#skippedCount++;
    if (this.#skipped.length < MAX_REMARKS) this.#skipped.push(remark);
  }

  addNote(remark: FileRemark): void {
    if (this.#notes.length < MAX_REMARKS) this.#notes.push(remark);
  }

  result(reader: IndexReader, batch: ImportBatch): ImportResult {
    return {
      kind: reader.kind(),
      images: reader.count(),
      unlabelled: reader.unlabelledCount(),
      classes: reader
        .classes()
        .filter((row) => row.count > 0)
        .map(({ name, count }) => ({ name, count })),
      skipped: this.#skipped,
      skippedCount: this.#skippedCount,
      notes: this.#notes,
      unchanged: this.#unchanged,
      added: batch.added,
      splitSource: reader.splitState().source,
      seconds: (performance.now() - this.#started) / 1000,
    };
  }
}
