import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import { randomTensor } from "#test/helpers/random-tensors.ts";

/** Says what is wrong with each tensor of a map; nothing where all agree. */
export function mapDifferences(
  ours: TensorMap,
  theirs: TensorMap,
  tolerance: number,
): string[] {
  return [...theirs].flatMap(([name, value]) =>
    differences(name, ours.get(name), value, tolerance),
  );
}

/** Says what is wrong when two tensors differ in shape, or anywhere by more than tolerance · (1 + |value|). */
export function differences(
  what: string,
  ours: Tensor | undefined,
  theirs: Tensor | undefined,
  tolerance: number,
): string[] {
  if (ours?.shape.join() !== theirs?.shape.join()) {
    return [
      `${what}: shape [${ours?.shape.join()}] instead of [${theirs?.shape.join()}]`,
    ];
  }
  const worst = (ours?.data ?? new Float32Array()).reduce((most, value, i) => {
    const wanted = theirs?.data[i] ?? Number.NaN;
    const off = Math.abs(value - wanted) / (1 + Math.abs(wanted));
    return off <= most ? most : off;
  }, 0);
  return worst <= tolerance ? [] : [`${what}: differs by ${worst}`];
}

/**
 * Compares a gradient with central differences of a scalar function: along the gradient itself, where the slope must be its
 * length, and along a random direction. The bound, 2 % of the length and 1e-3, leaves room for float32 and for the few kinks that
 * a step may cross; a part that is missing, doubled or in the wrong place exceeds it.
 */
export async function wrongSlopes(
  what: string,
  gradient: Tensor,
  at: Tensor,
  value: (point: Tensor) => Promise<number>,
): Promise<string[]> {
  const length = Math.hypot(...gradient.data);
  const random = randomTensor(at.shape, "direction");
  const wrong: string[] = [];
  for (const direction of length > 1e-3 ? [gradient, random] : [random]) {
    const scale = 1 / Math.hypot(...direction.data);
    const widest = 2e-3 * Math.max(1, Math.sqrt(at.data.length) / 4);
    // Where it is steep it also bends: a step that changes the function by 0.1 at most.
    const step = Math.min(widest, 0.05 / Math.max(length, 1e-3));
    const moved = (by: number): Tensor => ({
      shape: at.shape,
      data: at.data.map((x, i) => x + by * scale * (direction.data[i] ?? 0)),
    });
    const slope =
      ((await value(moved(step))) - (await value(moved(-step)))) / (2 * step);
    const expected = gradient.data.reduce(
      (sum, g, i) => sum + g * scale * (direction.data[i] ?? 0),
      0,
    );
    const isClose = Math.abs(slope - expected) <= 1e-3 + 0.02 * length;
    if (!isClose) wrong.push(`${what}: slope ${slope}, gradient ${expected}`);
  }
  return wrong;
}
