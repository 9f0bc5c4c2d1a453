import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

const tokens = new Map(
  Array.from(
    readFileSync(
      new URL("../../../../renderer/ui/tokens.css", import.meta.url),
      "utf8",
    ).matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g),
    ([, name, light, dark]) => [name ?? "", [light ?? "", dark ?? ""]] as const,
  ),
);

/** Words and what they stand on. WCAG 2.2, 1.4.3: at least 4.5. */
const WORDS = [
  ["text", "surface-0"],
  ["text", "surface-1"],
  ["text", "surface-2"],
  ["text", "surface-3"],
  ["text-muted", "surface-0"],
  ["text-muted", "surface-1"],
  ["text-muted", "surface-2"],
  ["accent", "surface-0"],
  ["accent", "surface-1"],
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["on-accent-soft", "accent-soft"],
  ["danger", "surface-1"],
  ["danger", "danger-soft"],
  ["text", "danger-soft"],
  ["warning", "warning-soft"],
  ["text", "warning-soft"],
  ["good", "good-soft"],
] as const;

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("contrast in the %s theme", (_theme, place) => {
  it.each(WORDS)("%s on %s can be read", (ink, paper) => {
    expect(
      contrast(colorOf(ink, place), colorOf(paper, place)),
    ).toBeGreaterThanOrEqual(4.5);
  });

  it("draws the border of a control at 3 or more", () => {
    expect(
      contrast(colorOf("line-strong", place), colorOf("surface-1", place)),
    ).toBeGreaterThanOrEqual(3);
  });
});

function colorOf(name: string, place: 0 | 1): string {
  const color = tokens.get(name)?.[place];
  if (color === undefined) {
    throw new Error(`tokens.css has no colour --${name}.`);
  }
  return color;
}

function contrast(one: string, other: string): number {
  const [low, high] = [one, other]
    .map(luminance)
    .toSorted((first, second) => first - second);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
