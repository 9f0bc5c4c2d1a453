import { createRandom } from "#engine/base/random.ts";
import type { Random } from "#engine/base/random.ts";
import { resizeTriangle } from "#engine/imaging/triangle-resize.ts";

import { drawBackdrop } from "./backdrop.ts";
import { SAMPLE_CATALOG } from "./catalog.ts";
import type { SampleClass } from "./catalog.ts";
import { lightOf, mixLight } from "./colour.ts";
import type { Light } from "./colour.ts";
import { lightSurfaces } from "./lighting.ts";
import type { Illumination } from "./lighting.ts";
import type { Part } from "./mesh.ts";
import { poseMushroom } from "./mushroom.ts";
import { createNoise } from "./noise.ts";
import type { Noise } from "./noise.ts";
import { takePhotograph } from "./photograph.ts";
import type { Exposure } from "./photograph.ts";
import { createSurfaceBuffer, lookAt, rasterise, roll } from "./rasteriser.ts";
import type { Camera } from "./rasteriser.ts";
import { drawGround, GROUND_KINDS } from "./surroundings.ts";
import type { Clearing, GroundKind } from "./surroundings.ts";
import { add, mix, normalise, scale } from "./vector.ts";
import type { Vector } from "./vector.ts";

/** Drawn larger and then shrunk, so that edges are smooth. */
const OVERSAMPLING = 1.3;

interface Placed {
  readonly x: number;
  readonly z: number;
  readonly size: number;
}

/**
 * Draws one picture: a few mushrooms of one kind in the forest, lit and photographed in a way of its own.
 * @param index which picture of the class; the same (class, index, seed, size) gives the same picture
 * @param size width and height in pixels
 * @returns sRGB, 8 bits, [size, size, 3]
 */
export function drawSamplePicture(
  name: SampleClass,
  index: number,
  seed: number,
  size: number,
): Uint8Array {
  const random = createRandom("sample picture", name, index, seed);
  const noise = createNoise(random);
  const kind = SAMPLE_CATALOG[name];
  const places = drawPlaces(random);
  const clearings: Clearing[] = places.map((place) => ({
    x: place.x,
    z: place.z,
    radius: 0.16 * place.size,
  }));
  const ground = drawGround(
    drawGroundKind(kind.grounds, random),
    clearings,
    random,
    noise,
  );
  const crowd = random.uniform(0.8, 1.2);
  const [first = [], ...others] = places.map((place) =>
    poseMushroom(kind.draw(random, noise), {
      x: place.x,
      y: ground.heightAt(place.x, place.z) - 0.02,
      z: place.z,
      size: place.size * crowd,
      turn: random.uniform(0, 2 * Math.PI),
      lean: Math.abs(random.normal()) * 0.12,
      leanTowards: random.uniform(0, 2 * Math.PI),
      bend: random.uniform(0, 0.18),
    }),
  );
  const parts: Part[] = [...first, ...others.flat(), ...ground.parts];
  const drawnSize = Math.round(size * OVERSAMPLING);
  const { camera, focus } = drawCamera(random, drawnSize, boundsOf(first));
  const buffer = createSurfaceBuffer(drawnSize);
  rasterise(parts, camera, buffer);
  const illumination = drawIllumination(random, noise);
  const light = lightSurfaces(parts, camera, buffer, illumination);
  drawBackdrop(light, buffer, illumination, random);
  const exposure = drawExposure(random, light, drawnSize, focus);
  const photograph = takePhotograph(
    light,
    buffer.depth,
    drawnSize,
    exposure,
    random,
  );
  const whole = { left: 0, top: 0, width: drawnSize, height: drawnSize };
  return resizeTriangle(photograph, drawnSize, whole, size, size);
}

/** One in the middle; now and then a few more around it, in front or behind. */
function drawPlaces(random: Random): Placed[] {
  const places: Placed[] = [
    { x: random.uniform(-0.25, 0.25), z: random.uniform(-0.2, 0.2), size: 1 },
  ];
  const luck = random.next();
  const more = luck < 0.5 ? 0 : luck < 0.75 ? 1 : luck < 0.9 ? 2 : 4;
  for (let tries = 0; places.length < more + 1 && tries < 40; tries++) {
    // Rather beside and behind than in front.
    const angle = random.uniform(-3.5, 0.35);
    const distance = random.uniform(0.35, 1.2);
    const place = {
      x: Math.cos(angle) * distance,
      z: Math.sin(angle) * distance,
      size: random.uniform(0.45, 1),
    };
    const isFree = places.every(
      (other) =>
        Math.hypot(other.x - place.x, other.z - place.z) >
        0.42 * (other.size + place.size),
    );
    if (isFree) places.push(place);
  }
  return places;
}

/** Mostly where the kind likes to grow, at times anywhere, so that the ground alone does not give it away. */
function drawGroundKind(
  liked: readonly GroundKind[],
  random: Random,
): GroundKind {
  const choices = random.next() < 0.45 ? liked : GROUND_KINDS;
  return choices[random.integer(choices.length)] as GroundKind;
}

/** Aims at the first mushroom so that it fills a good part of the picture, not always in the middle. */
function drawCamera(
  random: Random,
  size: number,
  bounds: { readonly centre: Vector; readonly extent: number },
): { camera: Camera; focus: number } {
  const isFromAbove = random.next() < 0.15;
  const elevation = isFromAbove
    ? random.uniform(0.8, 1.2)
    : random.uniform(0.06, 0.65);
  const around = random.uniform(-0.8, 0.8);
  const focal = random.uniform(1.4, 2.1);
  const distance = (bounds.extent * focal) / random.uniform(0.36, 0.78) + 0.2;
  const aside = bounds.extent * 0.35;
  const target: Vector = [
    bounds.centre[0] + random.uniform(-aside, aside),
    bounds.centre[1] + random.uniform(-aside, aside) * 0.5,
    bounds.centre[2],
  ];
  const towards: Vector = [
    Math.sin(around) * Math.cos(elevation),
    Math.sin(elevation),
    Math.cos(around) * Math.cos(elevation),
  ];
  const camera = lookAt(add(target, scale(towards, distance)), target, {
    kind: "perspective",
    size,
    focal: size * focal,
  });
  return {
    camera: roll(camera, random.normal() * 0.06),
    focus: distance - bounds.extent * 0.2,
  };
}

function boundsOf(parts: readonly Part[]): { centre: Vector; extent: number } {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const { mesh } of parts) {
    mesh.positions.forEach((value, i) => {
      low[i % 3] = Math.min(low[i % 3] as number, value);
      high[i % 3] = Math.max(high[i % 3] as number, value);
    });
  }
  const [width = 1, height = 1, length = 1] = high.map(
    (value, axis) => value - (low[axis] as number),
  );
  const centre = high.map((value, axis) => (value + (low[axis] as number)) / 2);
  return {
    centre: centre as unknown as Vector,
    extent: Math.max(width, height, length),
  };
}

function drawIllumination(random: Random, noise: Noise): Illumination {
  const isOvercast = random.next() < 0.35;
  const around = random.uniform(0, 2 * Math.PI);
  const height = random.uniform(0.45, 1.5);
  const warm = mixLight(
    lightOf("#fff3df"),
    lightOf("#ffc98a"),
    random.next() ** 2,
  );
  const strength = isOvercast
    ? random.uniform(0.15, 0.5)
    : random.uniform(1.6, 3);
  const skyStrength = isOvercast
    ? random.uniform(1, 1.5)
    : random.uniform(0.4, 0.9);
  const skyColour = mixLight(
    lightOf("#dfe6e4"),
    lightOf("#b9cfe6"),
    random.next(),
  );
  const green = lightOf("#8a9a5c");
  const spread = random.uniform(0.7, 1.8);
  const offset = random.uniform(0, 200);
  return {
    sunDirection: normalise([
      Math.cos(around),
      height,
      Math.sin(around) * 0.8 + 0.25,
    ]),
    sun: warm.map((value) => value * strength) as unknown as Light,
    sky: mixLight(skyColour, green, random.uniform(0, 0.35)).map(
      (value) => value * skyStrength,
    ) as unknown as Light,
    bounce: mixLight(green, lightOf("#7a6246"), random.next()).map(
      (value) => value * skyStrength * 0.4,
    ) as unknown as Light,
    dapple: isOvercast
      ? 0
      : random.next() < 0.6
        ? random.uniform(0.3, 0.75)
        : 0,
    canopy: (x, z) => noise.layered(x * spread + offset, z * spread, 3),
  };
}

/** Exposes for the middle of the picture, not quite rightly. */
function drawExposure(
  random: Random,
  light: Float32Array,
  size: number,
  focus: number,
): Exposure {
  let sum = 0;
  let weights = 0;
  for (let y = 0; y < size; y += 4) {
    for (let x = 0; x < size; x += 4) {
      const at = (y * size + x) * 3;
      const grey =
        0.3 * (light[at] as number) +
        0.6 * (light[at + 1] as number) +
        0.1 * (light[at + 2] as number);
      const weight = 1.2 - Math.hypot(x / size - 0.5, y / size - 0.5);
      sum += weight * Math.log(grey + 0.02);
      weights += weight;
    }
  }
  const mean = Math.exp(sum / weights);
  const warmth = 0.03 + random.normal() * 0.06;
  return {
    gain: Math.min(3, (0.15 / mean) * 2 ** (random.normal() * 0.3)),
    balance: [1 + warmth, 1, 1 - warmth],
    focus,
    aperture: random.next() < 0.8 ? random.uniform(0.4, 1.3) : 0.2,
    vignette: random.uniform(0, 0.35),
    noise: mix(0.004, 0.022, random.next() ** 2),
    contrast: random.uniform(0.9, 1.15),
    saturation: random.uniform(0.85, 1.15),
  };
}
