import type { DatasetSummary } from "#api/datasets.ts";
import { datasetWarnings } from "#engine/datasets/statistics.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { FileReach } from "./file-reach.ts";

/** The data set at a glance. */
export async function summarizeDataset(
  reader: IndexReader,
  reach: FileReach,
): Promise<DatasetSummary> {
  const classes = reader.classes();
  const { source, fractions, seed, together, folds } = reader.splitState();
  const kind = reader.kind();
  return {
    kind,
    imageCount: reader.count(),
    excludedCount: reader.count({ excluded: "only" }),
    unlabelledCount: reader.unlabelledCount(),
    problemCount: reader.problemCount(),
    classes: classes.map(
      ({ id, name, colorIndex, count, excluded, bySplit }) => ({
        id,
        name,
        colorIndex,
        count,
        excluded,
        bySplit: { ...bySplit },
      }),
    ),
    splitSource: source,
    splitFractions: { ...fractions },
    splitRule: {
      seed,
      duplicates: together?.duplicates ?? true,
      attributes: [...(together?.attributes ?? [])],
      folds: folds?.count ?? null,
    },
    // An empty data set needs no warning: the screen says what to do.
    warnings: reader.count() === 0 ? [] : datasetWarnings(classes),
    roots: await Promise.all(
      reader.roots().map(async (root) => ({
        ...root,
        // Texts are kept in the index.
        reachable: kind === "texts" || (await reach.isThere(root.path)),
      })),
    ),
    ...reader.history(),
  };
}
