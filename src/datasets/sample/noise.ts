import type { Random } from "#engine/base/random.ts";

/**
 * Smooth random fields for surfaces. `smooth`: value noise (bilinear with smoothstep, period 128), after Perlin,
 * "An Image Synthesizer", 1985. `cells`: the nearest of scattered points, after Worley, "A Cellular Texture Basis Function", 1996.
 */
export interface Noise {
  /** −1 to 1, features of size 1. */
  smooth(x: number, y: number): number;
  /** −1 to 1 about, features from 1 down to 2^(1 − octaves). */
  layered(x: number, y: number, octaves: number): number;
  /** Into `cell`: distance to the nearest point, to the second nearest, and a random number 0 to 1 of the nearest. */
  cells(x: number, y: number, cell: Cell): void;
}

export interface Cell {
  distance: number;
  second: number;
  value: number;
}

const SIZE = 128;
const MASK = SIZE - 1;

export function createNoise(random: Random): Noise {
  const lattice = new Float32Array(SIZE * SIZE);
  const pointX = new Float32Array(SIZE * SIZE);
  const pointY = new Float32Array(SIZE * SIZE);
  for (let i = 0; i < lattice.length; i++) {
    lattice[i] = random.uniform(-1, 1);
    pointX[i] = random.next();
    pointY[i] = random.next();
  }

  function smooth(x: number, y: number): number {
    const floorX = Math.floor(x);
    const floorY = Math.floor(y);
    const fx = x - floorX;
    const fy = y - floorY;
    const left = floorX & MASK;
    const right = (left + 1) & MASK;
    const top = (floorY & MASK) * SIZE;
    const bottom = ((floorY + 1) & MASK) * SIZE;
    const sx = fx * fx * (3 - 2 * fx);
    const sy = fy * fy * (3 - 2 * fy);
    const a = lattice[top + left] as number;
    const b = lattice[top + right] as number;
    const c = lattice[bottom + left] as number;
    const d = lattice[bottom + right] as number;
    const upper = a + (b - a) * sx;
    return upper + (c + (d - c) * sx - upper) * sy;
  }

  function layered(x: number, y: number, octaves: number): number {
    let sum = 0;
    let weight = 0.55;
    for (let octave = 0; octave < octaves; octave++) {
      sum += weight * smooth(x, y);
      weight *= 0.5;
      // A turn between the octaves hides the lattice.
      const turned = 1.6 * x + 1.2 * y + 17.3;
      y = 1.6 * y - 1.2 * x + 5.7;
      x = turned;
    }
    return sum;
  }

  function cells(x: number, y: number, cell: Cell): void {
    const floorX = Math.floor(x);
    const floorY = Math.floor(y);
    let first = Infinity;
    let second = Infinity;
    let value = 0;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const at = ((floorY + dy) & MASK) * SIZE + ((floorX + dx) & MASK);
        const offsetX = floorX + dx + (pointX[at] as number) - x;
        const offsetY = floorY + dy + (pointY[at] as number) - y;
        const squared = offsetX * offsetX + offsetY * offsetY;
        if (squared < first) {
          second = first;
          first = squared;
          value = (lattice[at] as number) * 0.5 + 0.5;
        } else if (squared < second) {
          second = squared;
        }
      }
    }
    cell.distance = Math.sqrt(first);
    cell.second = Math.sqrt(second);
    cell.value = value;
  }

  return { smooth, layered, cells };
}
