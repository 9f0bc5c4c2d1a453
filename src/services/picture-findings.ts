import type { ImageDetail } from "#api/datasets.ts";
import { findCheck } from "#engine/curation/catalog.ts";
import type { FindingDetails } from "#engine/curation/check.ts";
import { fittingRemedies } from "#engine/curation/remedies.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";

/** What the check-up has found about one picture and nobody has dealt with. A remedy is offered where the finding is its own. */
export function findingsOfPicture(
  reader: IndexReader,
  imageId: number,
): ImageDetail["findings"] {
  return reader.findingsOf(imageId).flatMap((row) => {
    const check = findCheck(row.check);
    if (check === undefined || row.state !== "open") return [];
    const { sureness, message } = row.details as FindingDetails;
    const remedies =
      row.imageId === imageId ? fittingRemedies(check.remedies, row) : [];
    return {
      id: row.id,
      check: check.id,
      title: check.title,
      sureness,
      message,
      remedies: [...remedies],
    };
  });
}
