import type { Light } from "./colour.ts";
import type { Part, SurfaceLook } from "./mesh.ts";
import {
  createSurfaceBuffer,
  lookAt,
  rasterise,
  VALUES_PER_PIXEL,
} from "./rasteriser.ts";
import type { Camera, SurfaceBuffer } from "./rasteriser.ts";
import { add, normalise, scale, smoothstep } from "./vector.ts";
import type { Vector } from "./vector.ts";

/** The light of a scene: a sun, the sky above and what the ground throws back. */
export interface Illumination {
  /** Towards the sun. */
  readonly sunDirection: Vector;
  readonly sun: Light;
  readonly sky: Light;
  readonly bounce: Light;
  /** Leaves overhead: 0 open sky to 1 spots of sun only. */
  readonly dapple: number;
  /** −1 to 1 over the ground, from which spots of sun come. */
  canopy(x: number, z: number): number;
}

/** Light that arrives at the camera, [size, size, 3]; pixels without a surface stay 0. */
export function lightSurfaces(
  parts: readonly Part[],
  camera: Camera,
  buffer: SurfaceBuffer,
  illumination: Illumination,
): Float32Array {
  const { size } = buffer;
  const light = new Float32Array(size * size * 3);
  const shadow = createShadow(parts, illumination.sunDirection);
  const openness = ambientOpenness(buffer, camera);
  const half = Math.ceil(size / 2);
  const { sunDirection, sun, sky, bounce } = illumination;
  const { position, forward, right, up, focal } = camera;
  const look: SurfaceLook = {
    red: 0,
    green: 0,
    blue: 0,
    gloss: 0,
    translucency: 0,
    shelter: 1,
  };
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const pixel = y * size + x;
      const number = buffer.part[pixel] as number;
      if (number < 0) continue;
      const at = pixel * VALUES_PER_PIXEL;
      const { values } = buffer;
      look.gloss = 0;
      look.translucency = 0;
      look.shelter = 1;
      (parts[number] as Part).material(
        look,
        values[at + 3] as number,
        values[at + 4] as number,
        values[at + 5] as number,
        values[at + 6] as number,
        values[at + 7] as number,
      );
      // The ray through the pixel, of length 1 along the view's axis.
      const sideways = (x + 0.5 - size / 2) / focal;
      const upward = (size / 2 - y - 0.5) / focal;
      const viewX = forward[0] + right[0] * sideways + up[0] * upward;
      const viewY = forward[1] + right[1] * sideways + up[1] * upward;
      const viewZ = forward[2] + right[2] * sideways + up[2] * upward;
      const viewLength = Math.sqrt(1 + sideways * sideways + upward * upward);
      const depth = buffer.depth[pixel] as number;
      const px = position[0] + viewX * depth;
      const py = position[1] + viewY * depth;
      const pz = position[2] + viewZ * depth;
      let nx = values[at] as number;
      let ny = values[at + 1] as number;
      let nz = values[at + 2] as number;
      const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
      const facing = nx * viewX + ny * viewY + nz * viewZ;
      const side = (facing > 0 ? -1 : 1) / length;
      nx *= side;
      ny *= side;
      nz *= side;
      const slope =
        nx * sunDirection[0] + ny * sunDirection[1] + nz * sunDirection[2];
      const through = look.translucency;
      // Wrapped diffuse light: soft bodies scatter light around their edge.
      const direct = Math.max(0, (slope + through * 0.5) / (1 + through * 0.5));
      const behind = Math.max(0, -slope) * through * 0.6;
      const spots = smoothstep(
        illumination.dapple * 1.2 - 0.75,
        illumination.dapple * 1.2 - 0.35,
        illumination.canopy(px, pz),
      );
      const lit =
        (direct + behind) *
        shadow(px + nx * 0.03, py + ny * 0.03, pz + nz * 0.03) *
        spots;
      const above = 0.5 + 0.5 * ny;
      const open =
        (openness[(y >> 1) * half + (x >> 1)] as number) * look.shelter;
      const hx = sunDirection[0] - viewX / viewLength;
      const hy = sunDirection[1] - viewY / viewLength;
      const hz = sunDirection[2] - viewZ / viewLength;
      const reflected = Math.max(
        0,
        (nx * hx + ny * hy + nz * hz) /
          (Math.sqrt(hx * hx + hy * hy + hz * hz) || 1),
      );
      const edge = 1 - Math.min(1, Math.abs(facing) / viewLength);
      const grazing = edge * edge * edge * edge;
      const shine =
        look.gloss * lit > 0.02
          ? look.gloss * lit * reflected ** (12 + 90 * look.gloss) * 1.5
          : 0;
      const sheen = look.gloss * open * (0.06 + 0.5 * grazing) * above;
      const to = pixel * 3;
      const shaded = 0.45 + 0.55 * look.shelter;
      light[to] =
        look.red *
          (lit * shaded * sun[0] +
            open * (above * sky[0] + (1 - above) * bounce[0])) +
        shine * sun[0] +
        sheen * sky[0];
      light[to + 1] =
        look.green *
          (lit * shaded * sun[1] +
            open * (above * sky[1] + (1 - above) * bounce[1])) +
        shine * sun[1] +
        sheen * sky[1];
      light[to + 2] =
        look.blue *
          (lit * shaded * sun[2] +
            open * (above * sky[2] + (1 - above) * bounce[2])) +
        shine * sun[2] +
        sheen * sky[2];
    }
  }
  return light;
}

const SHADOW_SIZE = 288;
/** Half the width of the region that casts shadows. */
const SHADOW_REACH = 2.4;

/** 0 in shadow to 1 in the sun, by a depth map seen from the sun. */
function createShadow(
  parts: readonly Part[],
  sunDirection: Vector,
): (x: number, y: number, z: number) => number {
  const centre: Vector = [0, 0.3, 0];
  const camera = lookAt(
    add(centre, scale(normalise(sunDirection), 8)),
    centre,
    {
      kind: "parallel",
      size: SHADOW_SIZE,
      focal: SHADOW_SIZE / (2 * SHADOW_REACH),
    },
  );
  const buffer = createSurfaceBuffer(SHADOW_SIZE, { depthOnly: true });
  const casters = parts.filter(({ castsShadow }) => castsShadow !== false);
  rasterise(casters, camera, buffer);
  const { position, right, up, forward, focal } = camera;
  const taps = [
    [-0.9, -0.4],
    [0.4, -0.9],
    [0.9, 0.4],
    [-0.4, 0.9],
  ] as const;
  return (x, y, z) => {
    const dx = x - position[0];
    const dy = y - position[1];
    const dz = z - position[2];
    const depth = dx * forward[0] + dy * forward[1] + dz * forward[2];
    const u =
      SHADOW_SIZE / 2 + (dx * right[0] + dy * right[1] + dz * right[2]) * focal;
    const v = SHADOW_SIZE / 2 - (dx * up[0] + dy * up[1] + dz * up[2]) * focal;
    let open = 0;
    for (const [du, dv] of taps) {
      const column = Math.floor(u + du);
      const row = Math.floor(v + dv);
      const isOutside =
        column < 0 || row < 0 || column >= SHADOW_SIZE || row >= SHADOW_SIZE;
      const nearest = isOutside
        ? Infinity
        : (buffer.depth[row * SHADOW_SIZE + column] as number);
      if (depth < nearest + 0.02) open++;
    }
    return open / taps.length;
  };
}

const NEIGHBOURS = 8;
/** Offsets (x, y) of a ring of neighbours at different distances, turned eight ways so that grain shows instead of bands. */
const RINGS = Float32Array.from({ length: 8 * NEIGHBOURS * 2 }, (_, at) => {
  const turn = Math.floor(at / (NEIGHBOURS * 2));
  const i = Math.floor(at / 2) % NEIGHBOURS;
  const angle = i * 0.785 + turn * 0.1;
  const share = 0.25 + 0.75 * ((i * 5) % 8) * 0.125;
  return share * (at % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
});

/**
 * How much of the sky a point sees, from the depths around it (screen-space ambient occlusion, after Mittring,
 * "Finding Next Gen: CryEngine 2", 2007), 0.25 to 1; found for blocks of 2 × 2 pixels.
 */
function ambientOpenness(
  { size, depth }: SurfaceBuffer,
  camera: Camera,
): Float32Array {
  const half = Math.ceil(size / 2);
  const openness = new Float32Array(half * half).fill(1);
  const reach = 0.22;
  for (let row = 0; row < half; row++) {
    for (let column = 0; column < half; column++) {
      const x = Math.min(size - 1, column * 2);
      const y = Math.min(size - 1, row * 2);
      const z = depth[y * size + x] as number;
      if (z === Infinity) continue;
      const radius = (reach * camera.focal) / z;
      const ring = ((column * 3 + row * 5) & 7) * NEIGHBOURS * 2;
      let hidden = 0;
      for (let i = ring; i < ring + NEIGHBOURS * 2; i += 2) {
        const px = Math.round(x + (RINGS[i] as number) * radius);
        const py = Math.round(y + (RINGS[i + 1] as number) * radius);
        if (px < 0 || py < 0 || px >= size || py >= size) continue;
        const nearer = z - (depth[py * size + px] as number);
        if (nearer > 0.02 && nearer < 0.9) {
          hidden += Math.min(1, nearer / 0.12) * (1 - nearer / 0.9);
        }
      }
      openness[row * half + column] = Math.max(0.25, 1 - hidden * 0.13);
    }
  }
  return openness;
}
