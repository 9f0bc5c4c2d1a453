import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Frees what nothing refers to any more. JavaScript does that when it likes, and does not know that a library's own memory ran out;
 * the buffers of a training step that failed may be gigabytes.
 */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
}
