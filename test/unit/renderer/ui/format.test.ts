import { describe, expect, it } from "vitest";

import {
  formatBytes,
  formatCount,
  formatDuration,
  formatMoment,
  formatNumber,
  formatPercent,
  formatPercentShort,
  formatQuantity,
  formatRate,
  formatShortCount,
} from "#renderer/ui/format.ts";

/** Spaces before units do not break; the tests read better without. */
function plain(text: string): string {
  return text.replaceAll("\u00a0", " ");
}

describe("formatDuration", () => {
  it.each([
    [0, "0 s"],
    [0.04, "0.1 s"],
    [0.42, "0.4 s"],
    [12.4, "12 s"],
    [59.6, "1 min"],
    [130, "2 min 10 s"],
    [3599.7, "1 h"],
    [3900, "1 h 5 min"],
    [86_400, "1 d"],
    [97_200, "1 d 3 h"],
    [-1, "–"],
    [Number.NaN, "–"],
  ])("writes %d seconds as %s", (seconds, expected) => {
    expect(plain(formatDuration(seconds))).toBe(expected);
  });
});

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [999.6, "1 kB"],
    [28_470, "28.5 kB"],
    [4_500_000, "4.5 MB"],
    [999_600_000, "1 GB"],
    [20e9, "20 GB"],
  ])("writes %d bytes as %s", (bytes, expected) => {
    expect(plain(formatBytes(bytes))).toBe(expected);
  });
});

describe("numbers", () => {
  it("groups counts and agrees with their noun", () => {
    expect(formatCount(100_000)).toBe("100,000");
    expect(plain(formatQuantity(1, "picture"))).toBe("1 picture");
    expect(plain(formatQuantity(0, "picture"))).toBe("0 pictures");
    expect(plain(formatQuantity(1200, "class", "classes"))).toBe(
      "1,200 classes",
    );
  });

  it("keeps small parameter counts exact and shortens large ones", () => {
    expect(formatShortCount(61_706)).toBe("61,706");
    expect(plain(formatShortCount(3_538_984))).toBe("3.54 M");
    expect(plain(formatShortCount(138_357_544))).toBe("138.4 M");
    expect(plain(formatShortCount(1_500_000_000))).toBe("1.50 G");
  });

  it("gives figures that fit their size", () => {
    expect(formatNumber(0)).toBe("0");
    expect(formatNumber(0.0021349)).toBe("0.00213");
    expect(formatNumber(12.3456)).toBe("12.3");
    expect(formatNumber(0.00001)).toBe("1.0e-5");
    expect(formatNumber(123_456)).toBe("123,456");
    expect(formatNumber(Number.POSITIVE_INFINITY)).toBe("–");
  });

  it("writes shares as per cent and rates with their unit", () => {
    expect(plain(formatPercent(0.9734))).toBe("97.3 %");
    expect(plain(formatPercent(0.15, 0))).toBe("15 %");
    expect(plain(formatPercentShort(0.175))).toBe("17.5 %");
    expect(plain(formatPercentShort(0.07))).toBe("7 %");
    expect(formatPercent(Number.NaN)).toBe("–");
    expect(plain(formatRate(1240.4, "images"))).toBe("1,240 images/s");
    expect(plain(formatRate(0.42, "epochs"))).toBe("0.42 epochs/s");
  });
});

describe("formatMoment", () => {
  const now = new Date(2026, 10, 22, 17, 0);

  it("names the clock today, the day this year, the year before", () => {
    expect(formatMoment(new Date(2026, 10, 22, 9, 5).toISOString(), now)).toBe(
      "today 09:05",
    );
    expect(formatMoment(new Date(2026, 2, 3, 14, 30).toISOString(), now)).toBe(
      "3 Mar 14:30",
    );
    expect(formatMoment(new Date(2025, 2, 3, 14, 30).toISOString(), now)).toBe(
      "3 Mar 2025",
    );
  });

  it("does not invent a moment", () => {
    expect(formatMoment("soon", now)).toBe("–");
  });
});
