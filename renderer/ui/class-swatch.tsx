import "./chip.css";

import { categoryColor, categoryShape } from "./palette.ts";

const CLIPS = {
  square: "inset(0 round 2px)",
  circle: "circle(50%)",
  diamond: "polygon(50% 0, 100% 50%, 50% 100%, 0 50%)",
  triangle: "polygon(50% 0, 100% 100%, 0 100%)",
} as const;

/** The colour and shape of a class; its name stands beside it. */
export function ClassSwatch({ colorIndex }: { colorIndex: number }) {
  return (
    <span
      className="swatch"
      aria-hidden
      style={{
        background: categoryColor(colorIndex),
        clipPath: CLIPS[categoryShape(colorIndex)],
      }}
    />
  );
}
