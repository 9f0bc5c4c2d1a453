import { describe, expect, it } from "vitest";

import { shortcutLabel } from "#renderer/ui/shortcut-label.ts";
import { strings } from "#renderer/ui/strings.ts";

describe("the catalogue of strings", () => {
  it("holds no empty string and none with spaces around it", () => {
    const all = allStrings(strings, "strings");
    expect(all.length).toBeGreaterThan(200);
    expect(
      all.filter(([, text]) => text === "" || text.trim() !== text),
    ).toEqual([]);
  });
});

describe("shortcutLabel", () => {
  it("writes keys as they are printed on the keyboard", () => {
    expect(shortcutLabel("mod+shift+z", false)).toBe("Ctrl+Shift+Z");
    expect(shortcutLabel("mod+shift+z", true)).toBe("⌘⇧Z");
    expect(shortcutLabel("alt+1", false)).toBe("Alt+1");
    expect(shortcutLabel("?", true)).toBe("?");
  });
});

function allStrings(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") {
    return [[path, value]];
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) =>
      allStrings(inner, `${path}.${name}`),
    );
  }
  return [];
}
