import type { Vector } from "./vector.ts";

/** A grid of points bent into a surface; neighbours are joined by triangles. */
export interface Mesh {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns, 3], in the scene. */
  readonly positions: Float32Array;
  /** [rows, columns, 3], of length 1. */
  readonly normals: Float32Array;
  /** [rows, columns, 3]: where the point was before it was posed; what materials go by. */
  readonly origins: Float32Array;
}

/** What a surface looks like at a point; materials write into it, so that nothing is allocated per pixel. */
export interface SurfaceLook {
  red: number;
  green: number;
  blue: number;
  /** 0 matt to 1 wet. */
  gloss: number;
  /** 0 none to 1: light that shines through. */
  translucency: number;
  /** Darkening of a hollow, 1 none. */
  shelter: number;
}

/**
 * @param x object coordinates before posing; y is up
 * @param across 0 to 1 over the columns (around a body of revolution)
 * @param along 0 to 1 over the rows
 */
export type Material = (
  look: SurfaceLook,
  x: number,
  y: number,
  z: number,
  across: number,
  along: number,
) => void;

export interface Part {
  readonly mesh: Mesh;
  readonly material: Material;
  /** False for what nothing lies below; default true. */
  readonly castsShadow?: boolean;
}

/** A grid mesh from a function of (across, along), both 0 to 1; normals point to the left of "along", seen with "across" going right. */
export function gridMesh(
  rows: number,
  columns: number,
  place: (across: number, along: number) => Vector,
): Mesh {
  const positions = new Float32Array(rows * columns * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      positions.set(
        place(column / (columns - 1), row / (rows - 1)),
        (row * columns + column) * 3,
      );
    }
  }
  return finish(rows, columns, positions, positions);
}

/** A pose: every point moved by a function; normals are made anew. */
export function poseMesh(mesh: Mesh, move: (point: Vector) => Vector): Mesh {
  const positions = new Float32Array(mesh.positions.length);
  for (let at = 0; at < positions.length; at += 3) {
    positions.set(move(pointAt(mesh.positions, at)), at);
  }
  return finish(mesh.rows, mesh.columns, positions, mesh.origins);
}

/** A smooth curve through points (Catmull–Rom), at 0 to 1. */
export function curveThrough(
  points: readonly (readonly [number, number])[],
): (t: number) => readonly [number, number] {
  const last = points.length - 1;
  const at = (i: number) =>
    points[Math.min(last, Math.max(0, i))] as readonly [number, number];
  return (t) => {
    const scaled = Math.min(1, Math.max(0, t)) * last;
    const i = Math.min(last - 1, Math.floor(scaled));
    const f = scaled - i;
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const blend = (k: 0 | 1) =>
      0.5 *
      (2 * p1[k] +
        (p2[k] - p0[k]) * f +
        (2 * p0[k] - 5 * p1[k] + 4 * p2[k] - p3[k]) * f * f +
        (3 * p1[k] - p0[k] - 3 * p2[k] + p3[k]) * f * f * f);
    return [Math.max(0, blend(0)), blend(1)];
  };
}

/**
 * A body of revolution about the y axis.
 * @param profile (radius, height) from top to bottom for a surface that faces outward
 * @param deform moves a point, for waves, pits and lobes
 */
export function lathe(
  profile: (along: number) => readonly [number, number],
  rows: number,
  columns: number,
  deform?: (point: Vector, across: number, along: number) => Vector,
): Mesh {
  return gridMesh(rows, columns, (across, along) => {
    const [radius, height] = profile(along);
    const angle = across * 2 * Math.PI;
    const point: Vector = [
      radius * Math.cos(angle),
      height,
      radius * Math.sin(angle),
    ];
    return deform ? deform(point, across, along) : point;
  });
}

function finish(
  rows: number,
  columns: number,
  positions: Float32Array,
  origins: Float32Array,
): Mesh {
  const normals = new Float32Array(positions.length);
  const closes = isClosed(columns, positions);
  for (let row = 0; row < rows; row++) {
    const above = Math.max(0, row - 1) * columns;
    const below = Math.min(rows - 1, row + 1) * columns;
    for (let column = 0; column < columns; column++) {
      const before = column > 0 ? column - 1 : closes ? columns - 2 : 0;
      const after = column < columns - 1 ? column + 1 : closes ? 1 : column;
      writeNormal(
        positions,
        row * columns + before,
        row * columns + after,
        above + column,
        below + column,
        normals,
        row * columns + column,
      );
    }
  }
  sharePoleNormals(rows, columns, positions, normals);
  return { rows, columns, positions, normals, origins };
}

/** The cross product of the steps over the columns and over the rows; written without allocation, as it runs for every point. */
function writeNormal(
  positions: Float32Array,
  before: number,
  after: number,
  above: number,
  below: number,
  normals: Float32Array,
  point: number,
): void {
  const over = (k: number) =>
    (positions[after * 3 + k] as number) -
    (positions[before * 3 + k] as number);
  const along = (k: number) =>
    (positions[below * 3 + k] as number) - (positions[above * 3 + k] as number);
  const x = over(1) * along(2) - over(2) * along(1);
  const y = over(2) * along(0) - over(0) * along(2);
  const z = over(0) * along(1) - over(1) * along(0);
  const length = Math.sqrt(x * x + y * y + z * z) || 1;
  normals[point * 3] = x / length;
  normals[point * 3 + 1] = y / length;
  normals[point * 3 + 2] = z / length;
}

/** At a pole all columns meet: they share the normals of the ring beside it. */
function sharePoleNormals(
  rows: number,
  columns: number,
  positions: Float32Array,
  normals: Float32Array,
): void {
  for (const [pole, beside] of [
    [0, 1],
    [rows - 1, rows - 2],
  ] as const) {
    const a = pointAt(positions, pole * columns * 3);
    const b = pointAt(positions, (pole * columns + (columns >> 1)) * 3);
    if (Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) > 1e-4) continue;
    const ring = beside * columns * 3;
    normals.copyWithin(pole * columns * 3, ring, ring + columns * 3);
  }
}

function isClosed(columns: number, positions: Float32Array): boolean {
  const a = pointAt(positions, columns * 3);
  const b = pointAt(positions, (2 * columns - 1) * 3);
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) < 1e-3;
}

function pointAt(values: Float32Array, at: number): Vector {
  return [
    values[at] as number,
    values[at + 1] as number,
    values[at + 2] as number,
  ];
}
