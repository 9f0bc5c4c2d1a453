import type { Forward } from "#engine/compute/executor.ts";
import { sizeOf, type Tensor } from "#engine/base/tensor.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import { betweenSteps, type TrainingControl } from "./control.ts";
import type { FeatureFile } from "./feature-store.ts";
import type { Mixing } from "./mixing.ts";
import type { PictureReader } from "./picture-reader.ts";
import { prefetched } from "./prefetched.ts";
import type { Sample } from "./training-set.ts";

export interface ComputeFeaturesRequest {
  readonly samples: readonly Sample[];
  readonly pictures: PictureReader;
  /** Null: the pictures as they are. */
  readonly variant: number | null;
  /** What the variants are mixed with; null or left out: nothing. */
  readonly mixing?: Mixing | null;
  /** The frozen part; its output is what is stored. Asked for only when something is missing. */
  readonly forward: () => Promise<Forward>;
  readonly layer: string;
  readonly file: FeatureFile;
  readonly control: TrainingControl;
  readonly onPictures?: ((count: number) => void) | undefined;
}

const BATCH = 32;

/** Computes and stores the features that are not there yet; the next pictures are read while the network works. */
export async function computeFeatures(
  request: ComputeFeaturesRequest,
): Promise<void> {
  const { samples, pictures, variant, mixing, layer, file } = request;
  const missing = samples.filter(({ sha256 }) => !file.has(sha256));
  request.onPictures?.(samples.length - missing.length);
  if (missing.length === 0) return;
  const forward = await request.forward();
  const batches = prefetched(inBatches(missing, BATCH), (batch) =>
    pictures.read(
      batch,
      variant,
      variant === null ? null : mixing?.partners(batch, variant),
    ),
  );
  for await (const { item: batch, value: input } of batches) {
    await betweenSteps(request.control);
    const values = (await forward.run(input)).get(layer) as Tensor;
    const length = sizeOf(values.shape.slice(1));
    for (const [row, { sha256 }] of batch.entries()) {
      const features = values.data.subarray(row * length, (row + 1) * length);
      await file.append(sha256, features);
    }
    request.onPictures?.(batch.length);
  }
}

/** Counts pictures of several calls into one progress. */
export function pictureCounter(
  report: ReportProgress | undefined,
  phase: string,
  total: number,
): (count: number) => void {
  let done = 0;
  return (count) => {
    done += count;
    report?.({ phase, done, total, unit: "images" });
  };
}

/** Consecutive groups of at most `size`. */
export function inBatches<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    batches.push(items.slice(start, start + size));
  }
  return batches;
}
