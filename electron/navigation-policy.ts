/** What happens when a page wants to go somewhere: stay in the window, open in the browser, ask the shell, or nothing. */
export type NavigationVerdict =
  | { readonly kind: "allow" }
  | { readonly kind: "external"; readonly url: string }
  | { readonly kind: "shell"; readonly action: ShellAction }
  | { readonly kind: "block" };

/** Links of the shell's own failure page. */
export type ShellAction = "restart-engine" | "copy-log" | "quit";

const SHELL_ACTIONS: readonly ShellAction[] = [
  "restart-engine",
  "copy-log",
  "quit",
];

/**
 * Decides about a navigation of the window or a request for a new one.
 * Only the engine's own origin is shown inside; https and mailto links go to the system; everything else is blocked.
 * @param target where it wants to go
 * @param engineOrigin such as `http://127.0.0.1:4711`, or null while no engine runs
 */
export function decideNavigation(
  target: string,
  engineOrigin: string | null,
): NavigationVerdict {
  const url = parse(target);
  if (!url) return { kind: "block" };
  if (url.protocol === "http:" && url.origin === engineOrigin) {
    return { kind: "allow" };
  }
  if (url.protocol === "convolve-shell:") {
    const action = SHELL_ACTIONS.find((known) => known === url.pathname);
    return action ? { kind: "shell", action } : { kind: "block" };
  }
  if (url.protocol === "https:" || url.protocol === "mailto:") {
    return { kind: "external", url: url.href };
  }
  return { kind: "block" };
}

function parse(target: string): URL | null {
  return URL.canParse(target) ? new URL(target) : null;
}
