import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Where the window was, in the screen's pixels. */
export interface WindowState {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const DEFAULT_WINDOW: WindowState = {
  width: 1360,
  height: 860,
  maximized: false,
};
export const MINIMUM_WINDOW = { width: 960, height: 600 };

/** The state of the last time, or the default when there is none that can be read. */
export function readWindowState(path: string): WindowState {
  try {
    const value = JSON.parse(readFileSync(path, "utf8")) as WindowState;
    return isUsable(value) ? value : DEFAULT_WINDOW;
  } catch {
    return DEFAULT_WINDOW;
  }
}

export function writeWindowState(path: string, state: WindowState): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(state));
  renameSync(`${path}.new`, path);
}

/** The state, without its position when no screen shows a good part of it any more. */
export function placeOnScreens(
  state: WindowState,
  screens: readonly Rectangle[],
): WindowState {
  const { x, y, width, height, maximized } = state;
  if (x === undefined || y === undefined) return state;
  const visible = screens.some((screen) => {
    const across =
      Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
    const down =
      Math.min(y + height, screen.y + screen.height) - Math.max(y, screen.y);
    return across >= 200 && down >= 100;
  });
  return visible ? state : { width, height, maximized };
}

function isUsable(value: WindowState): boolean {
  return (
    Number.isFinite(value.width) &&
    Number.isFinite(value.height) &&
    value.width >= MINIMUM_WINDOW.width &&
    value.height >= MINIMUM_WINDOW.height
  );
}
