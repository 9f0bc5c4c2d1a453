import { lightOf, mixLight } from "#engine/datasets/sample/colour.ts";
import { curveThrough, lathe } from "#engine/datasets/sample/mesh.ts";
import type { Material } from "#engine/datasets/sample/mesh.ts";
import type { MushroomKind } from "#engine/datasets/sample/mushroom.ts";
import type { Cell } from "#engine/datasets/sample/noise.ts";
import { mix, smoothstep } from "#engine/datasets/sample/vector.ts";

import { stem } from "./cap.ts";

/** Morchella: a honeycomb of pits and pale ridges on a thick, furrowed stem. */
export const drawMorel: MushroomKind = (random, noise) => {
  const seed = Math.floor(random.uniform(0, 90));
  const height = random.uniform(0.62, 1.05);
  const share = random.uniform(0.5, 0.68);
  const capHeight = height * share;
  const radius = capHeight * random.uniform(0.34, 0.5);
  const base = height - capHeight;
  const pointed = random.uniform(0.35, 0.75);
  const around = Math.round(random.uniform(8, 12));
  const down = around * random.uniform(0.55, 0.8);
  const cell: Cell = { distance: 0, second: 0, value: 0 };
  // The pattern must meet itself where the turn ends: the last column of cells blends into the first.
  const pitAt = (across: number, along: number) => {
    const x = Math.abs(across - 0.5) * 2 * around;
    noise.cells(x + seed, along * down + seed + (across > 0.5 ? 31 : 0), cell);
    return smoothstep(0.02, 0.3, cell.second - cell.distance);
  };
  const cap = lathe(
    curveThrough([
      [0, height],
      [radius * pointed, height - capHeight * 0.13],
      [radius * 0.92, height - capHeight * 0.5],
      [radius, height - capHeight * 0.78],
      [radius * 0.75, base + capHeight * 0.03],
      [radius * 0.45, base],
    ]),
    54,
    97,
    ([x, y, z], across, along) => {
      const pit = pitAt(across, along) * smoothstep(0, 0.08, along);
      const stretch = 1 - 0.17 * pit;
      return [x * stretch, y, z * stretch];
    },
  );
  const ridge = mixLight(lightOf("#c9a468"), lightOf("#8f6a3e"), random.next());
  const pitColour = mixLight(
    lightOf("#5b3d22"),
    lightOf("#33231a"),
    random.next(),
  );
  const material: Material = (look, x, y, _z, across, along) => {
    const pit = pitAt(across, along);
    const grain =
      0.85 + 0.25 * noise.layered(across * 40 + seed, y * 14 + x, 2);
    look.red = mix(ridge[0], pitColour[0], pit) * grain;
    look.green = mix(ridge[1], pitColour[1], pit) * grain;
    look.blue = mix(ridge[2], pitColour[2], pit) * grain;
    look.shelter = 1 - 0.5 * pit;
    look.translucency = 0.15;
    look.gloss = 0.05;
  };
  const neck = radius * random.uniform(0.42, 0.6);
  const flesh = mixLight(lightOf("#e8d9b4"), lightOf("#d9bd8a"), random.next());
  const stemMaterial: Material = (look, _x, y, _z, across) => {
    const furrow = noise.layered(across * 14 + seed, y * 3, 2);
    const grains = 0.9 + 0.15 * noise.smooth(across * 120, y * 50);
    const tone = (0.88 + 0.2 * furrow) * grains;
    const grime = smoothstep(0.08, -0.02, y) * 0.5;
    look.red = flesh[0] * tone * (1 - grime * 0.6);
    look.green = flesh[1] * tone * (1 - grime * 0.7);
    look.blue = flesh[2] * tone * (1 - grime * 0.8);
    look.translucency = 0.3;
  };
  return {
    footRadius: neck * 1.3,
    parts: [
      { mesh: cap, material },
      {
        mesh: stem(
          [
            [neck * 0.9, base + capHeight * 0.12],
            [neck, base * 0.6],
            [neck * 1.3, 0.05],
            [neck * 1.15, -0.08],
          ],
          noise,
          seed,
        ),
        material: stemMaterial,
      },
    ],
  };
};
