import { betweenSteps, type TrainingControl } from "./control.ts";
import { inBatches } from "./compute-features.ts";
import type { FeatureMatrix } from "./logistic-head.ts";
import {
  openPooledFeatures,
  type PooledFeaturesRequest,
} from "./pooled-features.ts";
import { principalComponents, project } from "./principal-components.ts";

export interface ComponentsOptions {
  readonly seed: number;
  readonly control: TrainingControl;
}

/** Features are turned to their principal axes and cut to these many: a head is as good, and many times faster. */
const MAX_COMPONENTS = 256;
/** Of more rows half as many, so that a million take 512 MB. */
const MANY_ROWS = 200_000;
/** Length of a typical row; with it the penalties of cross-validation span too strong to too weak. */
const UNIT_NORM = 10;
/** Rows that the axes are found from, evenly chosen. */
const AXES_ROWS = 2000;
const BLOCK_ROWS = 1000;

/** What heads learn from: principal components, the largest first, with one factor for all. */
export async function componentsOf(
  features: FeatureMatrix,
  options: ComponentsOptions,
): Promise<FeatureMatrix> {
  const axes = await principalComponents(
    features,
    componentCount(features.rows),
    options,
  );
  const components = project(features, axes);
  scaleToUnit(components);
  return components;
}

/**
 * `componentsOf` for features on disk, computed as far as they are missing; block by block, so that memory is bounded by the result.
 * @throws CancelledError, StudioError `storage/…`
 */
export async function readComponents(
  request: PooledFeaturesRequest & { readonly seed: number },
): Promise<FeatureMatrix> {
  const { samples, control, seed } = request;
  const features = await openPooledFeatures(request);
  try {
    const step = Math.max(1, samples.length / AXES_ROWS);
    const chosen = Array.from(
      { length: Math.min(samples.length, AXES_ROWS) },
      (_, i) => samples[Math.floor(i * step)]!,
    );
    const axes = await principalComponents(
      features.read(chosen),
      componentCount(samples.length),
      { seed, control },
    );
    const columns = axes.count;
    const data = new Float32Array(samples.length * columns);
    let done = 0;
    for (const block of inBatches(samples, BLOCK_ROWS)) {
      await betweenSteps(control);
      data.set(project(features.read(block), axes).data, done * columns);
      done += block.length;
    }
    const components = { rows: samples.length, columns, data };
    scaleToUnit(components);
    return components;
  } finally {
    await features.close();
  }
}

function componentCount(rows: number): number {
  return rows > MANY_ROWS ? MAX_COMPONENTS / 2 : MAX_COMPONENTS;
}

/** One factor for all features, so that the mean length of a row is `UNIT_NORM`. */
function scaleToUnit({ rows, data }: FeatureMatrix): void {
  let sum = 0;
  for (const value of data) sum += value * value;
  const scale = sum === 0 ? 1 : Math.sqrt(rows / sum) * UNIT_NORM;
  for (let i = 0; i < data.length; i++) {
    data[i] = (data[i] as number) * scale;
  }
}
