import type { Split } from "#api/base.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { StoredImage } from "#engine/storage/index-types.ts";

/** One labelled picture as training sees it. */
export interface Sample {
  readonly imageId: number;
  /** Of the file; what caches and random draws go by. */
  readonly sha256: string;
  /** Position of its class in `classes`, which is the position of the network's output. */
  readonly label: number;
}

/** What a network learns from and is measured on. */
export interface TrainingSet {
  /** In natural order of their names; only classes that have pictures. */
  readonly classes: readonly { readonly id: number; readonly name: string }[];
  readonly train: readonly Sample[];
  readonly validation: readonly Sample[];
  /** Sealed: read by the final evaluation only. */
  readonly test: readonly Sample[];
}

/** The included pictures of a project by side, each side in the order of the picture ids. Whether they can be trained on: `requireTrainable`. */
export function readTrainingSet(
  reader: Pick<IndexReader, "classes" | "eachImage">,
): TrainingSet {
  const classes = reader
    .classes()
    .filter(({ count }) => count > 0)
    .map(({ id, name }) => ({ id, name }));
  const labelOf = new Map(classes.map(({ id }, index) => [id, index]));
  const sides: Record<Split, Sample[]> = {
    train: [],
    validation: [],
    test: [],
  };
  for (const image of reader.eachImage()) {
    const label = labelOf.get(image.classId);
    if (image.split === null || label === undefined) continue;
    sides[image.split].push(toSample(image, label));
  }
  return { classes, ...sides };
}

/** The label of each sample. */
export function labelsOf(samples: readonly Sample[]): Int32Array {
  return Int32Array.from(samples, ({ label }) => label);
}

/** Pictures per class. */
export function countPerClass(
  labels: ArrayLike<number>,
  classCount: number,
): number[] {
  const counts = Array.from({ length: classCount }, () => 0);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    counts[label] = (counts[label] as number) + 1;
  }
  return counts;
}

function toSample(image: StoredImage, label: number): Sample {
  return { imageId: image.id, sha256: image.sha256, label };
}
