/** Colours that are safe for colour-blind eyes and told apart by hand; see --category-* in tokens.css. */
export const CATEGORY_COUNT = 12;

export type CategoryShape = "square" | "circle" | "diamond" | "triangle";
const SHAPES: readonly CategoryShape[] = [
  "square",
  "circle",
  "diamond",
  "triangle",
];
const GOLDEN_ANGLE = 137.508;

/**
 * CSS colour of a class. The first twelve are tokens; beyond them hues go round by the golden angle at a lightness that
 * has contrast on both themes. Colour is never the only sign: a name or a shape (categoryShape) stands beside it.
 * @param index `colorIndex` of the class, from 0
 */
export function categoryColor(index: number): string {
  if (index < CATEGORY_COUNT) {
    return `var(--category-${index})`;
  }
  const hue = ((index - CATEGORY_COUNT) * GOLDEN_ANGLE) % 360;
  const light = index % 2 === 0 ? 0.5 : 0.42;
  const dark = index % 2 === 0 ? 0.78 : 0.7;
  const angle = hue.toFixed(1);
  return `light-dark(oklch(${light} 0.12 ${angle}), oklch(${dark} 0.11 ${angle}))`;
}

/** Changes with each round of twelve, so that two classes of one colour still look different. */
export function categoryShape(index: number): CategoryShape {
  const round = Math.floor(index / CATEGORY_COUNT) % SHAPES.length;
  return SHAPES[round] ?? "square";
}
