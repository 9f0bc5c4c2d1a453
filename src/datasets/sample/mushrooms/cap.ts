import { curveThrough, lathe } from "#engine/datasets/sample/mesh.ts";
import type { Mesh } from "#engine/datasets/sample/mesh.ts";
import type { Noise } from "#engine/datasets/sample/noise.ts";
import type { Vector } from "#engine/datasets/sample/vector.ts";

/** The shape of a cap with gills or pores beneath. */
export interface CapShape {
  /** Height of the rim above the ground. */
  readonly rim: number;
  readonly radius: number;
  /** Height of the top above the rim. */
  readonly dome: number;
  /** 1 a cone, 2 round, above a flat top. */
  readonly roundness: number;
  /** Thickness of the rim. */
  readonly edge: number;
  /** How far the underside rises to the stem. */
  readonly hollow: number;
  readonly stemRadius: number;
  /** Unevenness of the outline, a share of the radius. */
  readonly waviness: number;
  readonly seed: number;
}

export function capTop(shape: CapShape, noise: Noise): Mesh {
  const { rim, radius, dome, roundness } = shape;
  return lathe(
    (along) => {
      // The last tenth curls in under the rim.
      if (along > 0.9) {
        const curl = (along - 0.9) / 0.1;
        return [
          radius * (1 - 0.05 * curl * curl),
          rim - shape.edge * Math.sin((curl * Math.PI) / 2),
        ];
      }
      const share = Math.sin(((along / 0.9) * Math.PI) / 2);
      return [radius * share, rim + dome * (1 - share ** roundness)];
    },
    30,
    49,
    (point, across) => unevenCap(point, across, shape, noise),
  );
}

export function capUnderside(shape: CapShape, noise: Noise): Mesh {
  const { rim, radius, edge, hollow, stemRadius } = shape;
  const profile = curveThrough([
    [radius * 0.95, rim - edge],
    [radius * 0.75, rim - edge + hollow * 0.45],
    [radius * 0.4 + stemRadius * 0.4, rim - edge + hollow * 0.85],
    [stemRadius * 0.8, rim - edge + hollow],
  ]);
  return lathe(profile, 10, 49, (point, across) =>
    unevenCap(point, across, shape, noise),
  );
}

/** A stem from its top down to a little under the ground. */
export function stem(
  outline: readonly (readonly [number, number])[],
  noise: Noise,
  seed: number,
): Mesh {
  const profile = curveThrough(outline);
  return lathe(profile, 24, 25, ([x, y, z], across) => {
    const uneven =
      1 + 0.07 * noise.smooth(Math.cos(across * 2 * Math.PI) + seed, y * 4);
    return [x * uneven, y, z * uneven];
  });
}

function unevenCap(
  [x, y, z]: Vector,
  across: number,
  { waviness, radius, seed }: CapShape,
  noise: Noise,
): Vector {
  const angle = across * 2 * Math.PI;
  const out = Math.hypot(x, z) / radius;
  const wave = noise.layered(
    Math.cos(angle) * 1.4 + seed,
    Math.sin(angle) * 1.4 + seed,
    2,
  );
  const stretch = 1 + waviness * wave * out;
  return [
    x * stretch,
    y + waviness * 0.5 * wave * out * out * radius,
    z * stretch,
  ];
}
