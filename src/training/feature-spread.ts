import type { LearningInputs } from "./learning-inputs.ts";
import type { Sample } from "./training-set.ts";

/** Pictures that are looked at, evenly chosen. */
const MAX_SAMPLES = 512;

/**
 * How far features spread: the root of the mean variance of a feature over the training pictures; 0 when they are all the same.
 * The features of one network are a thousand times those of another, and a learning rate that suits one would leave the other unmoved.
 */
export async function featureSpread(
  inputs: LearningInputs,
  samples: readonly Sample[],
): Promise<number> {
  const count = Math.min(samples.length, MAX_SAMPLES);
  const chosen = Array.from(
    { length: count },
    (_, i) => samples[Math.floor((i * samples.length) / count)] as Sample,
  );
  const { data } = await inputs.readPlain(chosen);
  const columns = data.length / count;
  const sums = new Float64Array(columns);
  let squares = 0;
  data.forEach((value, i) => {
    const column = i % columns;
    sums[column] = (sums[column] as number) + value;
    squares += value * value;
  });
  const ofMeans = sums.reduce((sum, total) => sum + (total / count) ** 2, 0);
  return Math.sqrt(Math.max(0, squares / count - ofMeans) / columns);
}
