import { describe, expect, it } from "vitest";

import { ACTIONS } from "#renderer/app/actions.ts";
import type { KeyPress } from "#renderer/app/shortcuts.ts";
import { matchesShortcut } from "#renderer/app/shortcuts.ts";

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    code: "",
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...held,
  };
}

describe("matchesShortcut", () => {
  it("takes Ctrl, and on a Mac ⌘, for mod", () => {
    expect(matchesShortcut(press("k", { ctrlKey: true }), "mod+k", false)).toBe(
      true,
    );
    expect(matchesShortcut(press("k", { metaKey: true }), "mod+k", true)).toBe(
      true,
    );
    expect(matchesShortcut(press("k", { ctrlKey: true }), "mod+k", true)).toBe(
      false,
    );
  });

  it("tells undo from redo by Shift", () => {
    const redo = press("Z", { ctrlKey: true, shiftKey: true });
    expect(matchesShortcut(redo, "mod+z", false)).toBe(false);
    expect(matchesShortcut(redo, "mod+shift+z", false)).toBe(true);
  });

  it("finds Alt with a digit by its place, whatever it types", () => {
    const onMac = press("¡", { altKey: true, code: "Digit1" });
    expect(matchesShortcut(onMac, "alt+1", true)).toBe(true);
    expect(matchesShortcut(onMac, "alt+2", true)).toBe(false);
  });

  it("does not ask how a sign is typed", () => {
    expect(matchesShortcut(press("?", { shiftKey: true }), "?", false)).toBe(
      true,
    );
    expect(matchesShortcut(press("?"), "?", false)).toBe(true);
    expect(matchesShortcut(press("?", { ctrlKey: true }), "?", false)).toBe(
      false,
    );
  });
});

describe("the list of actions", () => {
  it.each(["id", "shortcut", "menuCommand"] as const)(
    "has no two actions of one %s",
    (field) => {
      const values = ACTIONS.map((action) => action[field]).filter(Boolean);
      expect(values.length).toBeGreaterThan(8);
      expect(new Set(values).size).toBe(values.length);
    },
  );
});
