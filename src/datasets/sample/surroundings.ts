import type { Random } from "#engine/base/random.ts";

import { dim, lightOf, mixLight } from "./colour.ts";
import type { Light } from "./colour.ts";
import { gridMesh, poseMesh } from "./mesh.ts";
import type { Material, Part } from "./mesh.ts";
import type { Cell, Noise } from "./noise.ts";
import { mix, smoothstep } from "./vector.ts";
import type { Vector } from "./vector.ts";

export const GROUND_KINDS = [
  "moss",
  "leaves",
  "grass",
  "needles",
  "soil",
] as const;

export type GroundKind = (typeof GROUND_KINDS)[number];

export interface Ground {
  readonly kind: GroundKind;
  heightAt(x: number, z: number): number;
  /** The ground itself and what lies and grows on it. */
  readonly parts: readonly Part[];
}

/** Places that stay free of litter: where mushrooms stand. */
export interface Clearing {
  readonly x: number;
  readonly z: number;
  readonly radius: number;
}

const AUTUMN = [
  "#8a5a2b",
  "#6b4423",
  "#a8742f",
  "#7a3f1d",
  "#b58a4a",
  "#59391f",
  "#9a6a3a",
].map(lightOf);
const GREENS = [
  "#4b5c2e",
  "#5f6f3a",
  "#3b4a28",
  "#7d8450",
  "#556138",
  "#8a8a58",
].map(lightOf);
const MOSS = ["#566432", "#414f26", "#757d42", "#343f20", "#6a6238"].map(
  lightOf,
);
const SOIL = ["#3f2d1f", "#2c2018", "#5a4330"].map(lightOf);
const NEEDLES = ["#6a4527", "#83562d", "#4f3420"].map(lightOf);

export function drawGround(
  kind: GroundKind,
  clearings: readonly Clearing[],
  random: Random,
  noise: Noise,
): Ground {
  const offset = random.uniform(0, 200);
  const roughness = random.uniform(0.05, 0.14);
  const heightAt = (x: number, z: number) =>
    roughness * noise.layered(x * 0.8 + offset, z * 0.8, 3);
  const floor: Part = {
    mesh: gridMesh(90, 90, (across, along) => {
      const x = mix(-4, 4, across) * (1 + 2.5 * along * along);
      const z = mix(3.5, -16, along ** 1.7);
      const small = 0.03 * noise.layered(x * 5, z * 5 + offset, 2);
      return [x, heightAt(x, z) + small, z];
    }),
    material: floorMaterial(kind, offset, noise),
    castsShadow: false,
  };
  const scatter = { random, noise, heightAt, clearings };
  return { kind, heightAt, parts: [floor, ...litter(kind, scatter)] };
}

interface Scatter {
  readonly random: Random;
  readonly noise: Noise;
  readonly heightAt: (x: number, z: number) => number;
  readonly clearings: readonly Clearing[];
}

function litter(kind: GroundKind, scatter: Scatter): Part[] {
  const many = (count: number, make: (scatter: Scatter) => Part | undefined) =>
    Array.from({ length: count }, () => make(scatter)).filter(
      (part) => part !== undefined,
    );
  switch (kind) {
    case "moss":
      return [
        ...many(620, (s) => blade(s, MOSS, 0.13, 0.022)),
        ...many(10, (s) => fallenLeaf(s, AUTUMN)),
        ...many(5, twig),
      ];
    case "leaves":
      return [
        ...many(170, (s) => fallenLeaf(s, AUTUMN)),
        ...many(16, (s) => blade(s, GREENS, 0.4, 0.022)),
        ...many(8, twig),
      ];
    case "grass":
      return [
        ...many(680, (s) => blade(s, GREENS, 0.45, 0.026)),
        ...many(6, (s) => fallenLeaf(s, AUTUMN)),
      ];
    case "needles":
      return [
        ...many(420, (s) => lyingNeedle(s, NEEDLES)),
        ...many(16, twig),
        ...many(14, (s) => blade(s, MOSS, 0.2, 0.018)),
      ];
    case "soil":
      return [
        ...many(14, (s) => fallenLeaf(s, AUTUMN)),
        ...many(26, pebble),
        ...many(22, (s) => blade(s, GREENS, 0.4, 0.02)),
        ...many(9, twig),
      ];
  }
}

function floorMaterial(
  kind: GroundKind,
  offset: number,
  noise: Noise,
): Material {
  const cell: Cell = { distance: 0, second: 0, value: 0 };
  const palette = {
    moss: MOSS,
    leaves: AUTUMN,
    grass: GREENS,
    needles: NEEDLES,
    soil: SOIL,
  }[kind];
  const dark = dim(palette[1] as Light, 0.55);
  const detail = { moss: 24, leaves: 7, grass: 20, needles: 26, soil: 17 }[
    kind
  ];
  const bright = palette[2] as Light;
  return (look, x, _y, z) => {
    const patches = noise.layered(x * 1.3 + offset, z * 1.3, 3);
    const tufts = noise.layered(x * 7 + patches, z * 7, 3);
    noise.cells(x * detail + patches * 2, z * detail + tufts, cell);
    const chosen = palette[
      Math.floor(cell.value * palette.length * 0.999)
    ] as Light;
    const rim = 0.55 + 0.45 * smoothstep(0, 0.3, cell.second - cell.distance);
    const grain = 0.8 + 0.4 * noise.smooth(x * 60, z * 60);
    const relief = smoothstep(-0.55, 0.5, tufts);
    const earthy = smoothstep(0.05, 0.6, patches) * 0.75;
    const light = smoothstep(0.25, 0.7, tufts) * 0.45;
    const shade = rim * grain * (0.4 + 0.6 * relief);
    look.red = mix(mix(chosen[0], bright[0], light), dark[0], earthy) * shade;
    look.green = mix(mix(chosen[1], bright[1], light), dark[1], earthy) * shade;
    look.blue = mix(mix(chosen[2], bright[2], light), dark[2], earthy) * shade;
    look.shelter = rim * (0.6 + 0.4 * relief);
    look.gloss = kind === "leaves" ? 0.06 : 0.02;
  };
}

/** A place on the ground; more of them near the middle, where the camera looks. */
function spot({ random }: Scatter): { x: number; z: number } {
  const reach = random.next() < 0.65 ? 1.5 : 3.2;
  return {
    x: random.uniform(-reach, reach),
    z: random.uniform(-reach * 1.2, Math.min(2.2, reach)),
  };
}

function isClear({ clearings }: Scatter, x: number, z: number): boolean {
  return clearings.every(
    (clearing) => Math.hypot(x - clearing.x, z - clearing.z) > clearing.radius,
  );
}

/** A blade of grass or a shoot of moss: upright, narrowing, bent over. */
function blade(
  scatter: Scatter,
  colours: readonly Light[],
  height: number,
  width: number,
): Part | undefined {
  const { random, heightAt } = scatter;
  const { x, z } = spot(scatter);
  if (!isClear(scatter, x, z)) return undefined;
  const tall = height * random.uniform(0.4, 1.25);
  const bend = random.uniform(-0.6, 0.6) * tall;
  const lean = random.uniform(-0.4, 0.4) * tall;
  const yaw = random.uniform(0, Math.PI);
  const wide = width * random.uniform(0.6, 1.3);
  const base = heightAt(x, z) - 0.03;
  const mesh = gridMesh(5, 3, (across, along) => {
    const side = (across - 0.5) * wide * (1 - along * 0.9);
    return [
      x + side * Math.cos(yaw) + bend * along * along,
      base + tall * along,
      z + side * Math.sin(yaw) + lean * along * along,
    ];
  });
  return { mesh, material: plain(pick(colours, random), random, 0.12, 0.6) };
}

/** A leaf that lies nearly flat, curled at its edges. */
function fallenLeaf(
  scatter: Scatter,
  colours: readonly Light[],
): Part | undefined {
  const { random, noise, heightAt } = scatter;
  const { x, z } = spot(scatter);
  const length = random.uniform(0.18, 0.5);
  if (!isClear(scatter, x, z)) return undefined;
  const width = length * random.uniform(0.35, 0.7);
  const yaw = random.uniform(0, 2 * Math.PI);
  const curl = random.uniform(-0.15, 0.35);
  const lift = random.uniform(0.02, 0.07);
  const tilt = random.uniform(-0.3, 0.3);
  const seed = random.uniform(0, 100);
  const flat = gridMesh(9, 7, (across, along) => {
    const outline =
      Math.sin(Math.PI * along ** 0.8) ** 0.8 *
      (1 + 0.15 * noise.smooth(along * 9 + seed, across > 0.5 ? 1 : 7));
    const side = (across - 0.5) * width * outline;
    const crease = Math.abs(across - 0.5) * 2 * curl * width;
    return [
      side,
      crease + 0.05 * Math.sin(along * 5 + seed) * length,
      (along - 0.5) * length,
    ];
  });
  const mesh = poseMesh(flat, ([px, py, pz]) => {
    const rx = px * Math.cos(yaw) - pz * Math.sin(yaw);
    const rz = px * Math.sin(yaw) + pz * Math.cos(yaw);
    return [x + rx, heightAt(x + rx, z + rz) + lift + py + rx * tilt, z + rz];
  });
  const colour = pick(colours, random);
  const veins: Material = (look, px, _py, pz) => {
    const mid = smoothstep(0.012, 0.004, Math.abs(px));
    const ribs = smoothstep(0.85, 1, Math.sin((pz + Math.abs(px)) * 90));
    const spots = 0.8 + 0.35 * noise.layered(px * 14 + seed, pz * 14, 2);
    const shade = spots * (1 + 0.25 * mid - 0.12 * ribs);
    look.red = colour[0] * shade;
    look.green = colour[1] * shade;
    look.blue = colour[2] * shade;
    look.gloss = 0.22;
    look.translucency = 0.35;
  };
  return { mesh, material: veins };
}

function lyingNeedle(
  scatter: Scatter,
  colours: readonly Light[],
): Part | undefined {
  const { random, heightAt } = scatter;
  const { x, z } = spot(scatter);
  if (!isClear(scatter, x, z)) return undefined;
  const length = random.uniform(0.15, 0.45);
  const yaw = random.uniform(0, Math.PI);
  const rise = random.uniform(-0.05, 0.08);
  const mesh = gridMesh(3, 3, (across, along) => {
    const side = (across - 0.5) * 0.014;
    const out = (along - 0.5) * length;
    const px = x + out * Math.cos(yaw) - side * Math.sin(yaw);
    const pz = z + out * Math.sin(yaw) + side * Math.cos(yaw);
    return [
      px,
      heightAt(px, pz) + 0.04 + rise * along + (across === 0.5 ? 0.01 : 0),
      pz,
    ];
  });
  return { mesh, material: plain(pick(colours, random), random, 0.15, 0) };
}

function twig(scatter: Scatter): Part | undefined {
  const { random, heightAt, noise } = scatter;
  const { x, z } = spot(scatter);
  if (!isClear(scatter, x, z)) return undefined;
  const length = random.uniform(0.4, 1.4);
  const thickness = random.uniform(0.012, 0.035);
  const yaw = random.uniform(0, Math.PI);
  const seed = random.uniform(0, 99);
  const mesh = gridMesh(9, 7, (across, along) => {
    const angle = across * 2 * Math.PI;
    const out = (along - 0.5) * length;
    const bow = 0.06 * noise.smooth(along * 3 + seed, 0.5);
    const side = Math.cos(angle) * thickness + bow;
    const px = x + out * Math.cos(yaw) - side * Math.sin(yaw);
    const pz = z + out * Math.sin(yaw) + side * Math.cos(yaw);
    return [
      px,
      heightAt(px, pz) + thickness * (1.3 + Math.sin(angle)) + 0.02,
      pz,
    ];
  });
  return { mesh, material: plain(lightOf("#4a382a"), random, 0.08, 0) };
}

function pebble(scatter: Scatter): Part | undefined {
  const { random, heightAt, noise } = scatter;
  const { x, z } = spot(scatter);
  if (!isClear(scatter, x, z)) return undefined;
  const radius = random.uniform(0.03, 0.12);
  const seed = random.uniform(0, 99);
  const base = heightAt(x, z);
  const mesh = gridMesh(7, 11, (across, along): Vector => {
    const angle = across * 2 * Math.PI;
    const polar = along * Math.PI;
    const lump =
      radius * (1 + 0.25 * noise.smooth(Math.cos(angle) + seed, polar));
    return [
      x + Math.sin(polar) * Math.cos(angle) * lump,
      base + Math.cos(polar) * lump * 0.65,
      z + Math.sin(polar) * Math.sin(angle) * lump * 0.9,
    ];
  });
  const grey = mixLight(lightOf("#47413a"), lightOf("#6f675c"), random.next());
  return { mesh, material: plain(grey, random, 0.1, 0) };
}

function plain(
  colour: Light,
  random: Random,
  gloss: number,
  translucency: number,
): Material {
  const [red, green, blue] = dim(colour, random.uniform(0.7, 1.2));
  return (look) => {
    look.red = red;
    look.green = green;
    look.blue = blue;
    look.gloss = gloss;
    look.translucency = translucency;
  };
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[random.integer(items.length)] as T;
}
