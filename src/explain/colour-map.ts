/**
 * Our own colour scale for heat maps: a path through Oklab that gets lighter in a straight line, from a deep violet over red to a light
 * yellow, cut into steps of equal perceived difference, so that twice the difference in value looks like twice the difference.
 * Björn Ottosson, A perceptual color space for image processing, 2020, https://bottosson.github.io/posts/oklab/
 */
import { fromOklab, type Oklab } from "./oklab.ts";

const [DARK, LIGHT] = [0.22, 0.93];
/** Degrees of the hue circle: violet to yellow, through red. */
const [VIOLET, YELLOW] = [295, 465];
const MAX_CHROMA = 0.16;

/** 256 colours, [256 × 3], sRGB 0 to 255: index 0 for the least value, 255 for the largest. */
export const HEAT_COLOURS: Uint8Array = equalSteps(256);

/** @param t 0 to 1 along the path */
function pathAt(t: number): Oklab {
  const hue = ((VIOLET + (YELLOW - VIOLET) * t) * Math.PI) / 180;
  // Neither the darkest nor the lightest colours of a screen can be vivid.
  const chroma = MAX_CHROMA * Math.sin(Math.PI * (0.12 + 0.76 * t));
  return {
    lightness: DARK + (LIGHT - DARK) * t,
    a: chroma * Math.cos(hue),
    b: chroma * Math.sin(hue),
  };
}

function equalSteps(count: number): Uint8Array {
  const fine = 4096;
  const lengths = [0];
  for (let i = 1; i <= fine; i++) {
    const [before, here] = [pathAt((i - 1) / fine), pathAt(i / fine)];
    const step = Math.hypot(
      here.lightness - before.lightness,
      here.a - before.a,
      here.b - before.b,
    );
    lengths.push((lengths[i - 1] as number) + step);
  }
  const total = lengths[fine] as number;
  const colours = new Uint8Array(count * 3);
  let position = 0;
  for (let index = 0; index < count; index++) {
    const wanted = (index / (count - 1)) * total;
    while (position < fine && (lengths[position] as number) < wanted)
      position++;
    colours.set(fromOklab(pathAt(position / fine)), index * 3);
  }
  return colours;
}
