import { lightOf, mixLight } from "#engine/datasets/sample/colour.ts";
import type { Material } from "#engine/datasets/sample/mesh.ts";
import type { MushroomKind } from "#engine/datasets/sample/mushroom.ts";
import { mix, smoothstep } from "#engine/datasets/sample/vector.ts";

import { capTop, capUnderside, stem } from "./cap.ts";

/** Boletus edulis: brown bun on a swollen pale stem with a fine net; pores instead of gills, white to olive with age. */
export const drawPennyBun: MushroomKind = (random, noise) => {
  const age = random.next();
  const seed = random.uniform(0, 90);
  const radius = mix(0.26, 0.52, age) * random.uniform(0.9, 1.1);
  const height = mix(0.5, 0.78, age) * random.uniform(0.85, 1.1);
  const neck = mix(0.15, 0.11, age) * random.uniform(0.9, 1.15);
  const belly = neck * mix(1.75, 1.35, age);
  const shape = {
    rim: height - 0.14,
    radius,
    dome: mix(0.27, 0.22, age) * random.uniform(0.85, 1.15),
    roundness: 2.3,
    edge: 0.07,
    hollow: 0.02,
    stemRadius: neck,
    waviness: random.uniform(0.02, 0.1),
    seed,
  };
  const brown = mixLight(lightOf("#6e3d1c"), lightOf("#a9713c"), random.next());
  const dark = mixLight(brown, lightOf("#3c2212"), 0.5);
  const rimColour = lightOf("#c9a070");
  const wet = random.uniform(0.1, 0.55);
  const cap: Material = (look, x, _y, z, _across, along) => {
    const mottled = 0.5 + 0.6 * noise.layered(x * 6 + seed, z * 6, 4);
    const wrinkle = 0.92 + 0.1 * noise.layered(x * 30, z * 30 + seed, 2);
    const rim = smoothstep(0.68, 0.92, along);
    look.red =
      mix(mix(dark[0], brown[0], mottled), rimColour[0], rim * 0.6) * wrinkle;
    look.green =
      mix(mix(dark[1], brown[1], mottled), rimColour[1], rim * 0.6) * wrinkle;
    look.blue =
      mix(mix(dark[2], brown[2], mottled), rimColour[2], rim * 0.6) * wrinkle;
    look.gloss = wet;
    look.translucency = 0.05;
  };
  const poreColour = mixLight(lightOf("#e9dfc0"), lightOf("#a5a14c"), age);
  const pores: Material = (look, x, _y, z) => {
    const dots = 0.75 + 0.3 * noise.smooth(x * 90, z * 90);
    look.red = poreColour[0] * dots;
    look.green = poreColour[1] * dots;
    look.blue = poreColour[2] * dots;
    look.translucency = 0.2;
    look.shelter = 0.8;
  };
  const flesh = mixLight(lightOf("#eadfc8"), lightOf("#c79f6e"), random.next());
  const stemMaterial: Material = (look, _x, y, _z, across, along) => {
    // A net whose meshes are drawn out downwards.
    const a = Math.sin(
      across * Math.PI * 34 + y * 34 + 2 * noise.smooth(y * 9, across * 20),
    );
    const b = Math.sin(
      across * Math.PI * 34 - y * 34 + 2 * noise.smooth(across * 20, y * 9),
    );
    const net =
      smoothstep(0.75, 1, Math.max(a, b)) * smoothstep(0.75, 0.1, along);
    const tone = 0.85 + 0.2 * noise.layered(across * 12 + seed, y * 5, 3);
    const grime = smoothstep(0.1, 0, y) * 0.55;
    look.red = flesh[0] * tone * (1 + 0.2 * net) * (1 - grime * 0.6);
    look.green = flesh[1] * tone * (1 + 0.22 * net) * (1 - grime * 0.7);
    look.blue = flesh[2] * tone * (1 + 0.3 * net) * (1 - grime * 0.8);
    look.shelter = 0.82 + 0.18 * net;
    look.translucency = 0.2;
    look.gloss = 0.05;
  };
  return {
    footRadius: belly,
    parts: [
      { mesh: capTop(shape, noise), material: cap },
      { mesh: capUnderside(shape, noise), material: pores },
      {
        mesh: stem(
          [
            [neck, shape.rim],
            [neck * 1.1, shape.rim * 0.7],
            [belly, shape.rim * 0.3],
            [belly * 0.95, 0.04],
            [belly * 0.7, -0.08],
          ],
          noise,
          seed,
        ),
        material: stemMaterial,
      },
    ],
  };
};
