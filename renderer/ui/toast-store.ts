import { strings } from "./strings.ts";

/** A message that comes and goes. */
export interface Toast {
  readonly id: number;
  readonly title: string;
  readonly message?: string | undefined;
  readonly tone: Tone;
  readonly action?:
    { readonly label: string; readonly perform: () => void } | undefined;
  /** A later message of the same group takes the place of an earlier one. */
  readonly group?: string | undefined;
  /** Milliseconds; null stays until it is closed. */
  readonly lifetimeMs: number | null;
}

export type Tone = "neutral" | "accent" | "good" | "warning" | "danger";

const MOST_AT_ONCE = 3;
const LIFETIME_MS = 5000;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

/**
 * Shows a message at the edge of the window and returns its id. One with the same title and text is not shown twice; a
 * failure stays until it is closed.
 */
export function showToast(toast: {
  title: string;
  message?: string | undefined;
  tone?: Tone;
  action?: Toast["action"];
  group?: string | undefined;
  lifetimeMs?: number | null;
}): number {
  const same = toasts.find(
    (shown) =>
      shown.title === toast.title &&
      shown.message === toast.message &&
      toast.group === undefined,
  );
  if (same !== undefined) {
    return same.id;
  }
  const tone = toast.tone ?? "neutral";
  const added: Toast = {
    ...toast,
    id: nextId++,
    tone,
    lifetimeMs:
      toast.lifetimeMs === undefined
        ? tone === "danger"
          ? null
          : LIFETIME_MS
        : toast.lifetimeMs,
  };
  const others = toasts.filter(
    ({ group }) => group === undefined || group !== toast.group,
  );
  change([...others, added].slice(-MOST_AT_ONCE));
  return added.id;
}

export function closeToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

export function currentToasts(): readonly Toast[] {
  return toasts;
}

/** Calls the listener on every change; returns the function that stops it. */
export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) {
    listener();
  }
}

/** Says that what was asked for did not succeed, and why. */
export function showFailure({ message }: { message: string }): void {
  showToast({ title: strings.common.failed, message, tone: "danger" });
}
