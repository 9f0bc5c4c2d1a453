import { createRandom } from "#engine/base/random.ts";
import type { Embeddings } from "#engine/curation/embeddings.ts";

/** Unit rows in clouds around a few directions, cloud by cloud in turn; row i is the picture i + 1. */
export function drawnEmbeddings(
  count: number,
  options: {
    readonly columns?: number;
    readonly clouds?: number;
    readonly spread?: number;
  } = {},
): Embeddings & { readonly clouds: Int32Array } {
  const { columns = 16, clouds = 4, spread = 0.3 } = options;
  const random = createRandom("drawn embeddings", count, columns, clouds);
  const centres = Array.from({ length: clouds * columns }, () =>
    random.normal(),
  );
  const data = new Float32Array(count * columns);
  const lengths = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    const cloud = (row % clouds) * columns;
    const values = Float32Array.from(
      { length: columns },
      (_, i) => centres[cloud + i]! + spread * random.normal(),
    );
    lengths[row] = Math.hypot(...values);
    data.set(
      values.map((value) => value / lengths[row]!),
      row * columns,
    );
  }
  return {
    imageIds: Int32Array.from({ length: count }, (_, row) => row + 1),
    columns,
    data,
    lengths,
    clouds: Int32Array.from({ length: count }, (_, row) => row % clouds),
  };
}
