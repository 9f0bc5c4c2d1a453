import "./keys.css";

import { shortcutLabel } from "./shortcut-label.ts";

/** A shortcut as keys. */
export function Keys({ shortcut }: { shortcut: string }) {
  return <kbd>{shortcutLabel(shortcut)}</kbd>;
}
