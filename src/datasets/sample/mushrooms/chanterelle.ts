import type { Random } from "#engine/base/random.ts";
import { lightOf, mixLight } from "#engine/datasets/sample/colour.ts";
import type { Light } from "#engine/datasets/sample/colour.ts";
import { curveThrough, lathe } from "#engine/datasets/sample/mesh.ts";
import type { Material } from "#engine/datasets/sample/mesh.ts";
import type {
  Mushroom,
  MushroomKind,
} from "#engine/datasets/sample/mushroom.ts";
import type { Noise } from "#engine/datasets/sample/noise.ts";
import { mix, smoothstep } from "#engine/datasets/sample/vector.ts";
import type { Vector } from "#engine/datasets/sample/vector.ts";

/** Cantharellus cibarius: egg-yellow funnel with a wavy rim and blunt, forking ridges that run down the stem. */
export const drawChanterelle: MushroomKind = (random, noise) =>
  drawFunnel(random, noise, {
    colour: mixLight(lightOf("#e8a71c"), lightOf("#f0c04a"), random.next()),
    centre: lightOf("#d8921a"),
    foot: lightOf("#e6c77a"),
    ridges: random.uniform(17, 24),
    ridgeDepth: 0.5,
    waviness: random.uniform(0.16, 0.34),
    neck: random.uniform(0.1, 0.15),
    depth: random.uniform(0.05, 0.2),
    thickness: 0.03,
  });

/** Hygrophoropsis aurantiaca: the look-alike; more orange, darker in the middle, rounder, with thin crowded gills and a thin dark foot. */
export const drawFalseChanterelle: MushroomKind = (random, noise) =>
  drawFunnel(random, noise, {
    colour: mixLight(lightOf("#e08a24"), lightOf("#e9a544"), random.next()),
    centre: lightOf("#a8521a"),
    foot: lightOf("#8a4a20"),
    ridges: random.uniform(42, 56),
    ridgeDepth: 0.35,
    waviness: random.uniform(0.05, 0.18),
    neck: random.uniform(0.06, 0.09),
    depth: random.uniform(0.03, 0.13),
    thickness: 0.018,
  });

interface Funnel {
  readonly colour: Light;
  readonly centre: Light;
  readonly foot: Light;
  readonly ridges: number;
  readonly ridgeDepth: number;
  readonly waviness: number;
  readonly neck: number;
  readonly depth: number;
  readonly thickness: number;
}

function drawFunnel(random: Random, noise: Noise, funnel: Funnel): Mushroom {
  const age = random.next();
  const seed = random.uniform(0, 90);
  const radius = mix(0.24, 0.48, age) * random.uniform(0.85, 1.15);
  const height = mix(0.42, 0.68, age) * random.uniform(0.85, 1.15);
  const { neck, depth, thickness, colour, centre, foot } = funnel;
  const rimLift = mix(-0.05, 0.06, age);
  const wave = ([x, y, z]: Vector, across: number): Vector => {
    const angle = across * 2 * Math.PI;
    const out = Math.min(1, Math.hypot(x, z) / radius);
    const lobes = noise.layered(
      Math.cos(angle) * 1.7 + seed,
      Math.sin(angle) * 1.7,
      3,
    );
    const strength = funnel.waviness * out * out;
    const stretch = 1 + strength * 0.9 * lobes;
    const ripple = noise.smooth(
      Math.cos(angle) * 3 + seed,
      Math.sin(angle) * 3 + 40,
    );
    return [
      x * stretch,
      y + strength * radius * (0.9 * ripple + 0.5 * lobes),
      z * stretch,
    ];
  };
  const top = lathe(
    curveThrough([
      [0, height - depth],
      [radius * 0.35, height - depth * 0.8],
      [radius * 0.75, height - depth * 0.1],
      [radius * 0.96, height + rimLift * 0.6],
      [radius, height + rimLift - thickness],
    ]),
    22,
    65,
    wave,
  );
  const below = lathe(
    curveThrough([
      [radius, height + rimLift - thickness],
      [radius * 0.8, height - thickness * 2 - 0.02],
      [radius * 0.45 + neck * 0.4, height * 0.72],
      [neck * 1.15, height * 0.42],
      [neck, height * 0.15],
      [neck * 0.8, -0.06],
    ]),
    30,
    65,
    wave,
  );
  const blotches = random.uniform(0.1, 0.35);
  const topMaterial: Material = (look, x, _y, z) => {
    const inner = smoothstep(0.75, 0.05, Math.hypot(x, z) / radius);
    const uneven = 1 + blotches * noise.layered(x * 7 + seed, z * 7, 3);
    const fine = 0.95 + 0.08 * noise.smooth(x * 60, z * 60);
    look.red = mix(colour[0], centre[0], inner * 0.8) * uneven * fine;
    look.green = mix(colour[1], centre[1], inner * 0.8) * uneven * fine;
    look.blue = mix(colour[2], centre[2], inner * 0.8) * uneven * fine;
    look.gloss = 0.12;
    look.translucency = 0.35;
  };
  const belowMaterial: Material = (look, _x, y, _z, across, along) => {
    const fork = 0.5 * noise.smooth(across * 30, along * 5 + seed);
    const stripe = Math.abs(
      Math.sin((across * funnel.ridges + fork) * Math.PI),
    );
    const fade = smoothstep(0.75, 0.5, along);
    const hollow = 1 - funnel.ridgeDepth * (1 - stripe) * fade;
    const low = smoothstep(0.5, 0.95, along);
    const grime = smoothstep(0.08, -0.02, y) * 0.5;
    look.red = mix(colour[0] * 1.02, foot[0], low) * hollow * (1 - grime * 0.5);
    look.green = mix(colour[1], foot[1], low) * hollow * (1 - grime * 0.6);
    look.blue = mix(colour[2], foot[2], low) * hollow * (1 - grime * 0.6);
    look.shelter = mix(hollow, 1, 0.3);
    look.translucency = 0.3;
    look.gloss = 0.06;
  };
  return {
    footRadius: neck,
    parts: [
      { mesh: top, material: topMaterial },
      { mesh: below, material: belowMaterial },
    ],
  };
}
