import { lightOf, mixLight } from "#engine/datasets/sample/colour.ts";
import { curveThrough, lathe } from "#engine/datasets/sample/mesh.ts";
import type { Material } from "#engine/datasets/sample/mesh.ts";
import type { MushroomKind } from "#engine/datasets/sample/mushroom.ts";
import type { Cell } from "#engine/datasets/sample/noise.ts";
import { mix, smoothstep } from "#engine/datasets/sample/vector.ts";

import { stem } from "./cap.ts";

/** Coprinus comatus, the shaggy ink cap: a tall white egg with brown scales that opens to a bell and melts into ink from its rim. */
export const drawInkCap: MushroomKind = (random, noise) => {
  const age = random.next();
  const seed = random.uniform(0, 90);
  const height = mix(0.6, 1.1, age ** 0.7) * random.uniform(0.85, 1.1);
  const capHeight = height * mix(0.82, 0.5, age);
  const radius = mix(0.17, 0.21, random.next()) * mix(1, 1.25, age);
  const rim = height - capHeight;
  const flare = mix(0.8, 1.25, age ** 2);
  const wave = mix(0, 0.1, age);
  const cap = lathe(
    curveThrough([
      [0, height],
      [radius * 0.6, height - capHeight * 0.07],
      [radius * 0.95, height - capHeight * 0.35],
      [radius, height - capHeight * 0.65],
      [radius * (0.9 + (flare - 0.8) * 0.4), rim + capHeight * 0.1],
      [radius * flare, rim],
    ]),
    34,
    41,
    ([x, y, z], across, along) => {
      const angle = across * 2 * Math.PI;
      const shag =
        0.035 *
        noise.layered(
          Math.cos(angle) * 3 + seed,
          y * 9 + Math.sin(angle) * 3,
          2,
        );
      const edge =
        wave * smoothstep(0.7, 1, along) * noise.smooth(across * 9 + seed, 3);
      const stretch = 1 + shag * smoothstep(0, 0.3, along) + edge;
      return [x * stretch, y + edge * 0.6, z * stretch];
    },
  );
  const cream = lightOf("#eee6d6");
  const scale = mixLight(lightOf("#b08d62"), lightOf("#7d5c3c"), random.next());
  const ink = lightOf("#1d1819");
  const pinkish = lightOf("#b89a94");
  const cell: Cell = { distance: 0, second: 0, value: 0 };
  const inked = smoothstep(0.35, 1, age) * 0.65;
  const material: Material = (look, x, y, z, across, along) => {
    noise.cells(across * 17 + seed, along * 11, cell);
    const hanging =
      smoothstep(0.5, 0.1, cell.distance) * smoothstep(0.02, 0.2, along);
    const tip = smoothstep(0.16, 0.05, along);
    const tuft = Math.max(
      hanging * (0.25 + 0.75 * cell.value) * 0.75,
      tip * 0.9,
    );
    const fibres = 0.88 + 0.14 * noise.smooth(across * 90, y * 7 + seed);
    const front = 1 - inked + 0.06 * noise.layered(x * 9 + seed, z * 9, 2);
    const black =
      smoothstep(front - 0.02, front + 0.12, along) * (inked > 0.02 ? 1 : 0);
    const pink =
      smoothstep(front - 0.3, front, along) * (inked > 0.02 ? 0.6 : 0);
    const channel = (i: 0 | 1 | 2) => {
      const white = mix(cream[i], scale[i], tuft);
      return mix(mix(white, pinkish[i], pink), ink[i], black) * fibres;
    };
    look.red = channel(0);
    look.green = channel(1);
    look.blue = channel(2);
    look.shelter =
      0.75 + 0.25 * smoothstep(0.02, 0.25, cell.second - cell.distance);
    look.translucency = 0.25 * (1 - black);
    look.gloss = 0.03 + 0.3 * black;
  };
  const inside: Material = (look) => {
    look.red = mix(0.5, 0.03, inked);
    look.green = mix(0.42, 0.025, inked);
    look.blue = mix(0.4, 0.03, inked);
    look.shelter = 0.5;
  };
  const neck = random.uniform(0.055, 0.075);
  const stemMaterial: Material = (look, x, y, z) => {
    const fibres = 0.88 + 0.12 * noise.smooth(x * 60 + z * 50, y * 5);
    const grime = smoothstep(0.08, -0.02, y) * 0.5;
    look.red = 0.78 * fibres * (1 - grime * 0.6);
    look.green = 0.74 * fibres * (1 - grime * 0.7);
    look.blue = 0.66 * fibres * (1 - grime * 0.8);
    look.translucency = 0.3;
    look.gloss = 0.1;
  };
  return {
    footRadius: neck * 1.4,
    parts: [
      { mesh: cap, material },
      {
        mesh: lathe(
          curveThrough([
            [radius * flare * 0.97, rim + 0.005],
            [radius * 0.7, rim + 0.06],
            [neck, rim + 0.12],
          ]),
          6,
          33,
        ),
        material: inside,
      },
      {
        mesh: stem(
          [
            [neck * 0.9, rim + capHeight * 0.3],
            [neck, rim * 0.6 + 0.05],
            [neck * 1.4, -0.06],
          ],
          noise,
          seed,
        ),
        material: stemMaterial,
      },
    ],
  };
};
