import type { Tensor } from "./tensor.ts";

/** Transposes a tensor: axis i of the result is axis `axes[i]` of the source. */
export function permute(source: Tensor, axes: readonly number[]): Tensor {
  const shape = axes.map((axis) => source.shape[axis] ?? 1);
  const steps = source.shape.map((_, axis) =>
    source.shape
      .slice(axis + 1)
      .reduce((product, extent) => product * extent, 1),
  );
  const strides = axes.map((axis) => steps[axis] ?? 1);
  const data = new Float32Array(source.data.length);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    data[to] = source.data[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      from += strides[axis] ?? 1;
      if (next < (shape[axis] ?? 1)) {
        index[axis] = next;
        break;
      }
      from -= next * (strides[axis] ?? 1);
      index[axis] = 0;
    }
  }
  return { shape, data };
}
