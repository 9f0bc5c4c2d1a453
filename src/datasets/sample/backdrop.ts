import type { Random } from "#engine/base/random.ts";

import { dim, lightOf, mixLight } from "./colour.ts";
import type { Light } from "./colour.ts";
import type { Illumination } from "./lighting.ts";
import type { SurfaceBuffer } from "./rasteriser.ts";
import { mix, smoothstep } from "./vector.ts";

/**
 * Fills what no surface covers with a forest far out of focus: green and brown tones, trunks, and discs of light between leaves.
 * @param light [size, size, 3], changed in place
 */
export function drawBackdrop(
  light: Float32Array,
  { size, part }: SurfaceBuffer,
  { sun, sky }: Illumination,
  random: Random,
): void {
  const strength = (sun[1] * 0.35 + sky[1]) * random.uniform(0.3, 0.75);
  const low = dim(
    mixLight(lightOf("#39421f"), lightOf("#4b3a26"), random.next()),
    strength,
  );
  const high = dim(
    mixLight(lightOf("#5f7440"), lightOf("#a3a68c"), random.next()),
    strength,
  );
  const trunk = dim(lightOf("#33291f"), strength);
  const trunks = Array.from({ length: random.integer(5) }, () => ({
    x: random.uniform(-0.1, 1.1),
    width: random.uniform(0.02, 0.09),
    lean: random.uniform(-0.08, 0.08),
  }));
  const discs = Array.from({ length: 10 + random.integer(30) }, () => ({
    x: random.next(),
    y: random.next() * 0.7,
    radius: random.uniform(0.02, 0.07),
    colour: dim(
      mixLight(lightOf("#c9d88a"), lightOf("#fff2cf"), random.next()),
      strength * random.uniform(0.15, 0.7),
    ),
  }));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const pixel = y * size + x;
      if ((part[pixel] as number) >= 0) continue;
      const u = x / size;
      const v = y / size;
      const rise = smoothstep(0.75, 0, v);
      let red = mix(low[0], high[0], rise);
      let green = mix(low[1], high[1], rise);
      let blue = mix(low[2], high[2], rise);
      for (const { x: middle, width, lean } of trunks) {
        const off = Math.abs(u - middle - lean * v) / width;
        const cover = smoothstep(1.25, 0.75, off) * 0.75;
        red = mix(red, trunk[0], cover);
        green = mix(green, trunk[1], cover);
        blue = mix(blue, trunk[2], cover);
      }
      for (const disc of discs) {
        const dx = u - disc.x;
        const dy = v - disc.y;
        const off = (dx * dx + dy * dy) / (disc.radius * disc.radius);
        if (off > 1.4) continue;
        const cover = smoothstep(1.3, 0.8, off);
        const colour: Light = disc.colour;
        red += colour[0] * cover;
        green += colour[1] * cover;
        blue += colour[2] * cover;
      }
      light[pixel * 3] = red;
      light[pixel * 3 + 1] = green;
      light[pixel * 3 + 2] = blue;
    }
  }
}
