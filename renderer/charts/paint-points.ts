import type { CanvasSize, MapView } from "./map-view.ts";
import type { PointCloud } from "./point-cloud.ts";

/** How each point looks. */
export interface PointStyles {
  /** Of each point an index into `palette`; NOT_DRAWN: it is not there. */
  readonly colors: Uint16Array;
  /** Red, green, blue of each colour, 0 to 255. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** 1: in the selection. */
  readonly selected: Uint8Array;
  /** Whether anything is selected: then the others step back. */
  readonly hasSelection: boolean;
  /** Drawn around what is selected: red, green, blue. */
  readonly ink: readonly [number, number, number];
}

export const NOT_DRAWN = 65_535;
const FAINT = 0.22;

/**
 * Draws points straight into pixels, since a canvas path for each of a million takes seconds. What is selected is drawn last and
 * larger. Points come in an order that mixes them, so that no class hides another because it was imported later.
 * @param pixels RGBA, cleared here
 * @param size   of the pixels, with the device's own ones
 * @param radius pixels
 * @param most   of so many points, an even sample of them, while the map is being moved
 */
export function paintPoints(
  pixels: Uint8ClampedArray,
  size: CanvasSize,
  cloud: PointCloud,
  view: MapView,
  styles: PointStyles,
  radius: number,
  most = Infinity,
): void {
  pixels.fill(0);
  const plain = discOf(radius);
  const ring = discOf(radius * 1.6 + 1);
  const inner = discOf(radius * 1.2);
  const { x, y } = cloud;
  const { colors, palette, selected, hasSelection, ink } = styles;
  const stride = mixingStride(x.length);
  const offsetX = size.width / 2 - view.x * view.scale;
  const offsetY = size.height / 2 - view.y * view.scale;

  function each(draw: (index: number, px: number, py: number) => void): void {
    for (
      let step = 0, index = 0;
      step < Math.min(most, x.length);
      step += 1, index = (index + stride) % x.length
    ) {
      const px = (x[index] ?? 0) * view.scale + offsetX;
      const py = (y[index] ?? 0) * view.scale + offsetY;
      if (px >= 0 && py >= 0 && px < size.width && py < size.height) {
        draw(index, px, py);
      }
    }
  }

  each((index, px, py) => {
    const color = palette[colors[index] ?? NOT_DRAWN];
    if (color !== undefined && selected[index] !== 1) {
      stamp(pixels, size, plain, px, py, color, hasSelection ? FAINT : 0.9);
    }
  });
  if (hasSelection) {
    each((index, px, py) => {
      const color = palette[colors[index] ?? NOT_DRAWN];
      if (color !== undefined && selected[index] === 1) {
        stamp(pixels, size, ring, px, py, ink, 1);
        stamp(pixels, size, inner, px, py, color, 1);
      }
    });
  }
}

/** A disc as coverage of the pixels around its middle. */
interface Disc {
  readonly side: number;
  readonly coverage: Float32Array;
}

function discOf(radius: number): Disc {
  // One pixel each: a million of them have to be drawn while a person waits.
  if (radius < 1) return { side: 1, coverage: Float32Array.of(1) };
  const reach = Math.ceil(radius);
  const side = 2 * reach + 1;
  const coverage = new Float32Array(side * side);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const distance = Math.hypot(column - reach, row - reach);
      coverage[row * side + column] = Math.min(
        1,
        Math.max(0, radius + 0.5 - distance),
      );
    }
  }
  return { side, coverage };
}

/** Lays a disc over what is there (source over, on pixels that are not premultiplied). */
function stamp(
  pixels: Uint8ClampedArray,
  { width, height }: CanvasSize,
  { side, coverage }: Disc,
  px: number,
  py: number,
  [red, green, blue]: readonly [number, number, number],
  alpha: number,
): void {
  const left = Math.round(px) - (side >> 1);
  const top = Math.round(py) - (side >> 1);
  for (let row = 0; row < side; row += 1) {
    const y = top + row;
    if (y < 0 || y >= height) continue;
    for (let column = 0; column < side; column += 1) {
      const x = left + column;
      const over = (coverage[row * side + column] ?? 0) * alpha;
      if (over === 0 || x < 0 || x >= width) continue;
      const at = 4 * (y * width + x);
      const under = ((pixels[at + 3] ?? 0) / 255) * (1 - over);
      const whole = over + under;
      pixels[at] = (red * over + (pixels[at] ?? 0) * under) / whole;
      pixels[at + 1] = (green * over + (pixels[at + 1] ?? 0) * under) / whole;
      pixels[at + 2] = (blue * over + (pixels[at + 2] ?? 0) * under) / whole;
      pixels[at + 3] = 255 * whole;
    }
  }
}

/** A step without a common divisor with the count, near its golden section: walking by it visits every point once, far apart. */
export function mixingStride(count: number): number {
  let stride = Math.max(1, Math.round(count * 0.618));
  while (greatestCommonDivisor(stride, count) > 1) {
    stride += 1;
  }
  return stride;
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}

/** Radius of a point in pixels of the page: many points are small, near ones larger. @param zoom 1: the whole map */
export function pointRadius(count: number, zoom: number): number {
  const base =
    count > 200_000 ? 0.6 : count > 20_000 ? 1 : count > 3000 ? 2 : 3.5;
  return Math.min(5, base * Math.sqrt(Math.max(1, zoom)));
}
