import { lightOf, mixLight } from "#engine/datasets/sample/colour.ts";
import { lathe } from "#engine/datasets/sample/mesh.ts";
import type { Material } from "#engine/datasets/sample/mesh.ts";
import type { MushroomKind } from "#engine/datasets/sample/mushroom.ts";
import type { Cell } from "#engine/datasets/sample/noise.ts";
import { mix, smoothstep } from "#engine/datasets/sample/vector.ts";

import { capTop, capUnderside, stem } from "./cap.ts";

/** Amanita muscaria: red to orange cap with white warts that rain may wash off, white gills, ring and bulb. */
export const drawFlyAgaric: MushroomKind = (random, noise) => {
  const age = random.next();
  const seed = random.uniform(0, 90);
  const radius = mix(0.27, 0.58, age) * random.uniform(0.9, 1.1);
  const height = mix(0.55, 0.95, age) * random.uniform(0.85, 1.1);
  const neck = random.uniform(0.065, 0.09);
  const shape = {
    rim: height - mix(0.12, 0.02, age),
    radius,
    dome: mix(0.32, 0.13, age) * random.uniform(0.8, 1.2),
    roundness: mix(2, 2.8, age),
    edge: 0.035,
    hollow: 0.05,
    stemRadius: neck,
    waviness: random.uniform(0.02, 0.09),
    seed,
  };
  const washed = random.next() < 0.2 ? random.uniform(0.4, 0.9) : 0;
  const red = mixLight(
    lightOf("#c3160f"),
    lightOf("#e0601a"),
    random.next() ** 2,
  );
  const deep = mixLight(red, lightOf("#7d0a0a"), 0.55);
  const wart = lightOf("#f2ead8");
  const cell: Cell = { distance: 0, second: 0, value: 0 };
  const density = random.uniform(8, 13);
  const cap: Material = (look, x, _y, z, _across, along) => {
    noise.cells(x * density + seed, z * density, cell);
    const reach =
      (0.2 + 0.3 * cell.value) *
      (cell.value > washed ? 1 : 0) *
      (1 - 0.35 * along);
    const onWart = smoothstep(reach, reach * 0.65, cell.distance);
    const edge = smoothstep(reach * 1.5, reach, cell.distance) * (1 - onWart);
    const blotch = 0.5 + 0.5 * noise.layered(x * 4 + seed, z * 4, 3);
    const rim = smoothstep(0.55, 0.95, along);
    const shade = mix(1, 0.75, edge);
    const streak = 0.9 + 0.1 * noise.smooth(x * 50, z * 50);
    look.red =
      mix(mix(deep[0], red[0], blotch), wart[0] * streak, onWart) * shade;
    look.green =
      mix(
        mix(deep[1], red[1] * (1 + 0.7 * rim), blotch),
        wart[1] * streak,
        onWart,
      ) * shade;
    look.blue =
      mix(mix(deep[2], red[2], blotch), wart[2] * streak, onWart) * shade;
    look.gloss = mix(0.5, 0.05, onWart);
    look.translucency = 0.12;
  };
  const ringHeight = shape.rim * random.uniform(0.66, 0.8);
  const ringReach = neck * random.uniform(1.7, 2.5);
  const ring = lathe(
    (along) => [
      mix(neck * 0.9, ringReach, along),
      ringHeight - 0.1 * along * along,
    ],
    6,
    33,
    ([x, y, z], across) => [
      x,
      y + 0.018 * noise.smooth(across * 22 + seed, seed),
      z,
    ],
  );
  return {
    footRadius: 0.17,
    parts: [
      { mesh: capTop(shape, noise), material: cap },
      { mesh: capUnderside(shape, noise), material: whiteGills },
      { mesh: ring, material: whiteFlesh },
      {
        mesh: stem(
          [
            [neck, shape.rim],
            [neck * 1.05, shape.rim * 0.6],
            [neck * 1.3, 0.25],
            [neck * 1.95, 0.1],
            [neck * 1.7, -0.05],
          ],
          noise,
          seed,
        ),
        material: (look, x, y, z, across, along) => {
          whiteFlesh(look, x, y, z, across, along);
          const belts =
            smoothstep(0.3, 0.9, Math.sin(y * 75)) * smoothstep(0.32, 0.1, y);
          look.shelter = 1 - 0.35 * belts;
          const grime = smoothstep(0.12, 0, y) * 0.5;
          look.red *= 1 - grime * 0.6;
          look.green *= 1 - grime * 0.7;
          look.blue *= 1 - grime * 0.8;
        },
      },
    ],
  };

  function whiteFlesh(...[look, x, y, z]: Parameters<Material>): void {
    const fibres = 0.88 + 0.12 * noise.smooth(x * 40 + z * 40, y * 6 + seed);
    look.red = 0.8 * fibres;
    look.green = 0.76 * fibres;
    look.blue = 0.64 * fibres;
    look.gloss = 0.08;
    look.translucency = 0.3;
  }

  function whiteGills(...[look, , , , across]: Parameters<Material>): void {
    const gill = Math.abs(Math.sin(across * Math.PI * 70));
    look.red = 0.75 * mix(0.6, 1, gill);
    look.green = 0.71 * mix(0.6, 1, gill);
    look.blue = 0.6 * mix(0.6, 1, gill);
    look.translucency = 0.4;
    look.shelter = 0.7;
  }
};
