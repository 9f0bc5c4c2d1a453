import type { Random } from "#engine/base/random.ts";

import { poseMesh } from "./mesh.ts";
import type { Part } from "./mesh.ts";
import type { Noise } from "./noise.ts";
import type { Vector } from "./vector.ts";

/** One mushroom about the y axis with its foot at the origin, about 1 high when grown; a unit is about ten centimetres. */
export interface Mushroom {
  readonly parts: readonly Part[];
  /** Radius of the stem at the ground. */
  readonly footRadius: number;
}

/** Draws a mushroom of one kind with its natural variation. */
export type MushroomKind = (random: Random, noise: Noise) => Mushroom;

export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly size: number;
  /** Radians about the upright. */
  readonly turn: number;
  /** Radians off the upright, and towards where. */
  readonly lean: number;
  readonly leanTowards: number;
  /** How far the top is bent aside, as a share of the height. */
  readonly bend: number;
}

export function poseMushroom(mushroom: Mushroom, pose: Pose): Part[] {
  const move = poseFunction(pose);
  return mushroom.parts.map(({ mesh, material }) => ({
    mesh: poseMesh(mesh, move),
    material,
  }));
}

function poseFunction(pose: Pose): (point: Vector) => Vector {
  const cosTurn = Math.cos(pose.turn);
  const sinTurn = Math.sin(pose.turn);
  const ax = Math.cos(pose.leanTowards);
  const az = Math.sin(pose.leanTowards);
  const cosLean = Math.cos(pose.lean);
  const sinLean = Math.sin(pose.lean);
  return ([x, y, z]) => {
    const tx = x * cosTurn - z * sinTurn + pose.bend * y * y * ax;
    const tz = x * sinTurn + z * cosTurn + pose.bend * y * y * az;
    // A turn in the plane of the lean; what is across it stays.
    const out = tx * ax + tz * az;
    const across = -tx * az + tz * ax;
    const leaned = out * cosLean + y * sinLean;
    const height = y * cosLean - out * sinLean;
    return [
      pose.x + (leaned * ax - across * az) * pose.size,
      pose.y + height * pose.size,
      pose.z + (leaned * az + across * ax) * pose.size,
    ];
  };
}
