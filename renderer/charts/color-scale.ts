/**
 * The colours of heat maps as stops at equal distances: the engine's own scale (src/explain/colour-map.ts), whose steps look equal.
 * A test holds the two together.
 */
export const HEAT_STOPS = [
  "#1d1433",
  "#3c1b4d",
  "#5f205c",
  "#852761",
  "#a8335c",
  "#c64850",
  "#db6544",
  "#e78844",
  "#eaab5c",
  "#eace89",
  "#edebbe",
] as const;

/** A CSS gradient of the scale from left (0) to right (1), as opaque as the map itself: the weaker the more transparent. */
export function heatGradient(): string {
  const last = HEAT_STOPS.length - 1;
  const stops = HEAT_STOPS.map((color, index) => {
    const alpha = Math.round((index / last) * 255);
    return `${color}${alpha.toString(16).padStart(2, "0")}`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
