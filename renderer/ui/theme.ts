import { useSyncExternalStore } from "react";

export type ThemeChoice = "system" | "light" | "dark";
export type Theme = "light" | "dark";

const STORED = "convolve.theme";
const listeners = new Set<() => void>();

/** Puts the theme on the page and remembers it for the next first paint. */
export function applyTheme(choice: ThemeChoice): void {
  if (choice === "system") {
    delete document.documentElement.dataset["theme"];
  } else {
    document.documentElement.dataset["theme"] = choice;
  }
  localStorage.setItem(STORED, choice);
  for (const listener of listeners) {
    listener();
  }
}

/** The choice of last time. */
export function storedTheme(): ThemeChoice {
  const stored = localStorage.getItem(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** The theme that is seen now; a canvas that reads colours draws again when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

function currentTheme(): Theme {
  const forced = document.documentElement.dataset["theme"];
  if (forced === "light" || forced === "dark") {
    return forced;
  }
  return darkPreference().matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  const preference = darkPreference();
  listeners.add(listener);
  preference.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    preference.removeEventListener("change", listener);
  };
}

function darkPreference(): MediaQueryList {
  return matchMedia("(prefers-color-scheme: dark)");
}
