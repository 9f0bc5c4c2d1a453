import type { Part } from "./mesh.ts";
import { cross, dot, normalise, scale, subtract } from "./vector.ts";
import type { Vector } from "./vector.ts";

/** A view of the scene; also the sun's, from which shadows are found. */
export interface Camera {
  readonly position: Vector;
  readonly right: Vector;
  readonly up: Vector;
  readonly forward: Vector;
  /** Pixels per unit at depth 1 (perspective), or per unit (parallel). */
  readonly focal: number;
  readonly kind: "perspective" | "parallel";
  readonly size: number;
}

/** What is seen at each pixel, [size, size]. */
export interface SurfaceBuffer {
  readonly size: number;
  /** Distance along the view; Infinity: nothing. */
  readonly depth: Float32Array;
  /** Position in the list of parts; −1: nothing. */
  readonly part: Int16Array;
  /** Normal (3), object coordinates (3), across, along; empty where only depth is wanted. */
  readonly values: Float32Array;
}

export const VALUES_PER_PIXEL = 8;
const NEAR = 0.05;

export function lookAt(
  position: Vector,
  target: Vector,
  options: Pick<Camera, "focal" | "kind" | "size">,
): Camera {
  const forward = normalise(subtract(target, position));
  const right = normalise(cross(forward, [0, 1, 0]));
  return { position, forward, right, up: cross(right, forward), ...options };
}

/** The view turned about its axis, as a camera that is not held level. */
export function roll(camera: Camera, angle: number): Camera {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const turn = (a: Vector, b: Vector): Vector => [
    a[0] * cos + b[0] * sin,
    a[1] * cos + b[1] * sin,
    a[2] * cos + b[2] * sin,
  ];
  return {
    ...camera,
    right: turn(camera.right, camera.up),
    up: turn(camera.up, scale(camera.right, -1)),
  };
}

/** Pixel coordinates and depth of a point of the scene. */
export function project(camera: Camera, point: Vector): Vector {
  const offset = subtract(point, camera.position);
  const depth = dot(offset, camera.forward);
  const factor =
    camera.kind === "perspective" ? camera.focal / depth : camera.focal;
  return [
    camera.size / 2 + dot(offset, camera.right) * factor,
    camera.size / 2 - dot(offset, camera.up) * factor,
    depth,
  ];
}

export function createSurfaceBuffer(
  size: number,
  options: { readonly depthOnly?: boolean } = {},
): SurfaceBuffer {
  return {
    size,
    depth: new Float32Array(size * size).fill(Infinity),
    part: new Int16Array(size * size).fill(-1),
    values: new Float32Array(
      options.depthOnly ? 0 : size * size * VALUES_PER_PIXEL,
    ),
  };
}

/** Draws the parts with a depth buffer. Triangles are small, so attributes are interpolated straight across them. */
export function rasterise(
  parts: readonly Part[],
  camera: Camera,
  buffer: SurfaceBuffer,
): void {
  parts.forEach((part, number) => {
    const { mesh } = part;
    const projected = projectMesh(mesh.positions, camera);
    for (let row = 0; row + 1 < mesh.rows; row++) {
      for (let column = 0; column + 1 < mesh.columns; column++) {
        const a = row * mesh.columns + column;
        const b = a + 1;
        const c = a + mesh.columns;
        const d = c + 1;
        drawTriangle(part, number, projected, a, b, c, buffer);
        drawTriangle(part, number, projected, b, d, c, buffer);
      }
    }
  });
}

function projectMesh(positions: Float32Array, camera: Camera): Float32Array {
  const { position, right, up, forward, focal, size } = camera;
  const isPerspective = camera.kind === "perspective";
  const projected = new Float32Array(positions.length);
  for (let at = 0; at < positions.length; at += 3) {
    const x = (positions[at] as number) - position[0];
    const y = (positions[at + 1] as number) - position[1];
    const z = (positions[at + 2] as number) - position[2];
    const depth = x * forward[0] + y * forward[1] + z * forward[2];
    const factor = isPerspective ? focal / depth : focal;
    projected[at] =
      size / 2 + (x * right[0] + y * right[1] + z * right[2]) * factor;
    projected[at + 1] = size / 2 - (x * up[0] + y * up[1] + z * up[2]) * factor;
    projected[at + 2] = depth;
  }
  return projected;
}

function drawTriangle(
  { mesh }: Part,
  number: number,
  projected: Float32Array,
  a: number,
  b: number,
  c: number,
  { size, depth, part, values }: SurfaceBuffer,
): void {
  const ax = projected[a * 3] as number;
  const ay = projected[a * 3 + 1] as number;
  const az = projected[a * 3 + 2] as number;
  const bx = projected[b * 3] as number;
  const by = projected[b * 3 + 1] as number;
  const bz = projected[b * 3 + 2] as number;
  const cx = projected[c * 3] as number;
  const cy = projected[c * 3 + 1] as number;
  const cz = projected[c * 3 + 2] as number;
  if (az < NEAR || bz < NEAR || cz < NEAR) return;
  const fromX = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
  const untilX = Math.min(size, Math.floor(Math.max(ax, bx, cx) - 0.5) + 1);
  if (fromX >= untilX) return;
  const fromY = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
  const untilY = Math.min(size, Math.floor(Math.max(ay, by, cy) - 0.5) + 1);
  if (fromY >= untilY) return;
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (area === 0) return;
  const inverse = 1 / area;
  const { normals, origins, columns, rows } = mesh;
  for (let y = fromY; y < untilY; y++) {
    for (let x = fromX; x < untilX; x++) {
      const px = x + 0.5;
      const py = y + 0.5;
      const wb = ((px - ax) * (cy - ay) - (py - ay) * (cx - ax)) * inverse;
      const wc = ((bx - ax) * (py - ay) - (by - ay) * (px - ax)) * inverse;
      if (wb < 0 || wc < 0 || wb + wc > 1) continue;
      const wa = 1 - wb - wc;
      const z = wa * az + wb * bz + wc * cz;
      const pixel = y * size + x;
      if (z >= (depth[pixel] as number)) continue;
      depth[pixel] = z;
      part[pixel] = number;
      if (values.length === 0) continue;
      const to = pixel * VALUES_PER_PIXEL;
      for (let k = 0; k < 3; k++) {
        values[to + k] =
          wa * (normals[a * 3 + k] as number) +
          wb * (normals[b * 3 + k] as number) +
          wc * (normals[c * 3 + k] as number);
        values[to + 3 + k] =
          wa * (origins[a * 3 + k] as number) +
          wb * (origins[b * 3 + k] as number) +
          wc * (origins[c * 3 + k] as number);
      }
      values[to + 6] =
        (wa * (a % columns) + wb * (b % columns) + wc * (c % columns)) /
        (columns - 1);
      values[to + 7] =
        (wa * Math.floor(a / columns) +
          wb * Math.floor(b / columns) +
          wc * Math.floor(c / columns)) /
        (rows - 1);
    }
  }
}
