import { describe, expect, it } from "vitest";

import { HEAT_COLOURS } from "#engine/explain/colour-map.ts";
import { HEAT_STOPS, heatGradient } from "#renderer/charts/color-scale.ts";

describe("HEAT_STOPS", () => {
  it("are the colours that the engine paints heat maps with", () => {
    const last = HEAT_STOPS.length - 1;
    HEAT_STOPS.forEach((stop, index) => {
      const place = Math.round((index / last) * 255) * 3;
      const painted = [...HEAT_COLOURS.subarray(place, place + 3)]
        .map((value) => value.toString(16).padStart(2, "0"))
        .join("");
      expect(stop).toBe(`#${painted}`);
    });
  });
});

describe("heatGradient", () => {
  it("goes from see-through to opaque, as the map does", () => {
    expect(heatGradient()).toMatch(
      /^linear-gradient\(to right, #1d143300, .*#edebbeff\)$/,
    );
  });
});
