import type { GeometricAugmentation } from "./augmentation.ts";

/** Turns about the centre by an angle uniform in ± amount; positive is counter-clockwise, as in Pillow's `rotate`. */
export const ROTATION: GeometricAugmentation = {
  kind: "geometric",
  group: "geometry",
  title: "Rotation",
  why: "For things that lie or are held at any angle; a little also makes up for a tilted camera.",
  parameter: { kind: "amount", maximum: 180, default: 15, unit: "degrees" },
  draw: (amount, random) => [random.uniform(-amount, amount)],
  ends: (amount) => [[-amount], [amount]],
  matrix: ([degrees = 0]) => {
    const angle = (degrees * Math.PI) / 180;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    return [cos, sin, 0, -sin, cos, 0];
  },
};
