import { lightOf, mixLight } from "#engine/datasets/sample/colour.ts";
import { curveThrough, lathe } from "#engine/datasets/sample/mesh.ts";
import type { Material } from "#engine/datasets/sample/mesh.ts";
import type { MushroomKind } from "#engine/datasets/sample/mushroom.ts";
import type { Cell } from "#engine/datasets/sample/noise.ts";
import { mix, smoothstep } from "#engine/datasets/sample/vector.ts";

/** Lycoperdon: a white to ochre ball or pear, covered with fine warts; an old one has a hole in its top. */
export const drawPuffball: MushroomKind = (random, noise) => {
  const age = random.next();
  const seed = random.uniform(0, 90);
  const radius = random.uniform(0.2, 0.36);
  const height = radius * random.uniform(1.6, 2.5);
  const waist = radius * random.uniform(0.5, 0.85);
  const isOpen = age > 0.75;
  const body = lathe(
    curveThrough([
      [0, height - (isOpen ? 0.05 : 0)],
      [radius * 0.55, height - radius * 0.16],
      [radius, height - radius * 0.85],
      [radius * 0.9, height - radius * 1.35],
      [waist, height * 0.2],
      [waist * 0.85, -0.08],
    ]),
    40,
    49,
    ([x, y, z], across) => {
      const angle = across * 2 * Math.PI;
      const lump =
        1 +
        0.09 *
          noise.layered(
            Math.cos(angle) * 1.2 + seed,
            Math.sin(angle) * 1.2 + y * 2.5,
            3,
          );
      return [x * lump, y, z * lump];
    },
  );
  const skin = mixLight(
    mixLight(lightOf("#f3efe4"), lightOf("#e2d3b4"), random.next()),
    lightOf("#a88458"),
    age ** 3 * 0.9,
  );
  const wartColour = mixLight(
    skin,
    lightOf("#8d7350"),
    random.uniform(0.2, 0.7),
  );
  const density = random.uniform(26, 40);
  const cell: Cell = { distance: 0, second: 0, value: 0 };
  const material: Material = (look, x, y, z, across, along) => {
    noise.cells(across * density + seed, along * density * 0.55, cell);
    const wart =
      smoothstep(0.38, 0.12, cell.distance) * smoothstep(0.98, 0.55, along);
    const tone = 0.92 + 0.14 * noise.layered(x * 5 + seed, y * 5 + z * 3, 3);
    const hole = isOpen
      ? smoothstep(0.05, 0.025, Math.hypot(x, z) / radius / 3)
      : 0;
    const grime = smoothstep(0.1, -0.02, y) * 0.6;
    const channel = (i: 0 | 1 | 2) =>
      mix(mix(skin[i], wartColour[i], wart * 0.6), 0.02, hole) *
      tone *
      (1 - grime * 0.6);
    look.red = channel(0);
    look.green = channel(1);
    look.blue = channel(2);
    look.shelter =
      0.8 + 0.2 * smoothstep(0.05, 0.3, cell.second - cell.distance);
    look.translucency = 0.3;
    look.gloss = 0.03;
  };
  return { footRadius: waist, parts: [{ mesh: body, material }] };
};
