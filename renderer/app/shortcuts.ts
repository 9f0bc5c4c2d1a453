import { isApplePlatform } from "#renderer/ui/shortcut-label.ts";

/** The part of a key event that a shortcut looks at. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/**
 * Whether the keys pressed are the shortcut: `mod+k`, `alt+1`, `mod+shift+z`, `?`. A sign that is typed with Shift
 * (`?`) is compared as the sign; digits with Alt by their place, because Alt changes what they type on a Mac.
 */
export function matchesShortcut(
  press: KeyPress,
  shortcut: string,
  apple: boolean = isApplePlatform(),
): boolean {
  const parts = shortcut.split("+");
  const key = parts.at(-1) ?? "";
  const mod = parts.includes("mod");
  const alt = parts.includes("alt");
  const shift = parts.includes("shift");
  const modPressed = apple ? press.metaKey : press.ctrlKey;
  const otherPressed = apple ? press.ctrlKey : press.metaKey;
  if (modPressed !== mod || otherPressed || press.altKey !== alt) {
    return false;
  }
  if (/^\d$/.test(key) && alt) {
    return press.code === `Digit${key}` || press.code === `Numpad${key}`;
  }
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
  return (
    press.key.toLowerCase() === key.toLowerCase() &&
    (isSign || press.shiftKey === shift)
  );
}

/** Whether keys go into text there, so that only shortcuts with Ctrl, ⌘ or Alt may act, and undo is the text's own. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      'input:not([type="checkbox"]):not([type="radio"]):not([type="range"]), textarea, select, [contenteditable="true"]',
    ) !== null
  );
}
