import type { Split } from "#api/base.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { TrainedRun } from "#engine/training/run-files.ts";
import type { Sample } from "#engine/training/training-set.ts";

/** Included pictures of these sides whose class the run knows. */
export function samplesOfRun(
  reader: IndexReader,
  { config }: Pick<TrainedRun, "config">,
  splits: readonly Split[],
): Sample[] {
  const labelOf = new Map(config.classes.map(({ id }, index) => [id, index]));
  const samples: Sample[] = [];
  for (const image of reader.eachImage({ splits })) {
    const label = labelOf.get(image.classId);
    if (label === undefined) continue;
    samples.push({ imageId: image.id, sha256: image.sha256, label });
  }
  return samples;
}
