/** Whether this machine's keyboards say ⌘ where others say Ctrl. */
export function isApplePlatform(
  platform: string = typeof navigator === "undefined" ? "" : navigator.platform,
): boolean {
  return /Mac|iPhone|iPad/.test(platform);
}

const APPLE: Record<string, string> = {
  mod: "⌘",
  shift: "⇧",
  alt: "⌥",
  backspace: "⌫",
  delete: "⌦",
};
const OTHERS: Record<string, string> = {
  mod: "Ctrl",
  shift: "Shift",
  alt: "Alt",
  backspace: "Backspace",
  delete: "Del",
};

/**
 * A shortcut as it is printed on the keys: `mod+shift+z` is `Ctrl+Shift+Z`, or `⇧⌘Z`-like signs on a Mac.
 * @param shortcut keys joined by `+`; `mod` is Ctrl, or ⌘ on a Mac
 */
export function shortcutLabel(
  shortcut: string,
  apple: boolean = isApplePlatform(),
): string {
  const names = apple ? APPLE : OTHERS;
  const parts = shortcut
    .split("+")
    .map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return parts.join(apple ? "" : "+");
}
