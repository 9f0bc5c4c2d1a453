import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import sharp from "sharp";

import { createRandom, type Random } from "#engine/base/random.ts";

/** Coloured shapes on noisy ground: easy to tell apart, small, and made in a moment. */
export interface GeneratedDataset {
  /** Name of a class folder → what is drawn in it. */
  readonly classes: Readonly<Record<string, Shape>>;
  readonly imagesPerClass: number;
  /** Pixels of a side; default 48. */
  readonly size?: number;
  readonly seed?: number;
}

export interface Shape {
  readonly form: "disc" | "square" | "triangle" | "bars";
  /** Degrees of the colour circle. */
  readonly hue: number;
}

export const THREE_SHAPES: Readonly<Record<string, Shape>> = {
  "blue square": { form: "square", hue: 220 },
  "green triangle": { form: "triangle", hue: 120 },
  "red disc": { form: "disc", hue: 5 },
};

/** Draws the pictures as JPEG files into `folder/<class>/<number>.jpg`. */
export async function generateDataset(
  folder: string,
  { classes, imagesPerClass, size = 48, seed = 0 }: GeneratedDataset,
): Promise<void> {
  for (const [name, shape] of Object.entries(classes)) {
    await mkdir(join(folder, name), { recursive: true });
    await Promise.all(
      Array.from({ length: imagesPerClass }, async (_, index) => {
        const random = createRandom("generated data set", seed, name, index);
        await sharp(drawShape(shape, size, random), {
          raw: { width: size, height: size, channels: 3 },
        })
          .jpeg({ quality: 90 })
          .toFile(join(folder, name, `${index}.jpg`));
      }),
    );
  }
}

function drawShape(shape: Shape, size: number, random: Random): Uint8Array {
  const pixels = new Uint8Array(size * size * 3);
  const ground = random.uniform(60, 200);
  const centerX = random.uniform(0.35, 0.65) * size;
  const centerY = random.uniform(0.35, 0.65) * size;
  const radius = random.uniform(0.2, 0.32) * size;
  const colour = hueToRgb(shape.hue + random.uniform(-12, 12));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dx = (x - centerX) / radius;
      const dy = (y - centerY) / radius;
      const isInside = contains(shape.form, dx, dy);
      for (let channel = 0; channel < 3; channel++) {
        const value = isInside ? colour[channel]! : ground;
        const noisy = value + random.uniform(-20, 20);
        pixels[(y * size + x) * 3 + channel] = Math.max(
          0,
          Math.min(255, noisy),
        );
      }
    }
  }
  return pixels;
}

function contains(form: Shape["form"], dx: number, dy: number): boolean {
  switch (form) {
    case "disc":
      return dx * dx + dy * dy < 1;
    case "square":
      return Math.abs(dx) < 0.9 && Math.abs(dy) < 0.9;
    case "triangle":
      return dy < 0.8 && dy > -1 && Math.abs(dx) < (dy + 1) / 1.8;
    case "bars":
      return (
        Math.abs(dx) < 1 &&
        Math.abs(dy) < 1 &&
        Math.floor((dy + 1) * 3) % 2 === 0
      );
  }
}

function hueToRgb(hue: number): readonly [number, number, number] {
  const channel = (shift: number) => {
    const k = (shift + hue / 30 + 12) % 12;
    return 255 * (0.5 - 0.5 * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}
