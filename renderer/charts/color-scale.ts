/**
 * Perceptually uniform colour scales, as stops at equal distances (van der Walt and Smith 2015, released under CC0,
 * bids.github.io/colormap). The engine paints heat maps with the same stops.
 */
const STOPS = {
  viridis: [
    "#440154",
    "#482878",
    "#3e4989",
    "#31688e",
    "#26828e",
    "#1f9e89",
    "#35b779",
    "#6ece58",
    "#b5de2b",
    "#fde725",
  ],
  inferno: [
    "#000004",
    "#1b0c41",
    "#4a0c6b",
    "#781c6d",
    "#a52c60",
    "#cf4446",
    "#ed6925",
    "#fb9b06",
    "#f7d13d",
    "#fcffa4",
  ],
} satisfies Record<string, readonly string[]>;

export type ColorScaleName = keyof typeof STOPS;

/** A CSS gradient from left (0) to right (1). */
export function scaleGradient(name: ColorScaleName): string {
  return `linear-gradient(to right, ${STOPS[name].join(", ")})`;
}
