import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Absolute path of a program that is started as its own process or thread: the TypeScript file beside the caller when running
 * from source, `<name>.js` or `.mjs` in the caller's own folder when the engine was bundled.
 * @param importMetaUrl the caller's `import.meta.url`
 * @param name without its ending, `job-main`
 */
export function entryPoint(importMetaUrl: string, name: string): string {
  const caller = fileURLToPath(importMetaUrl);
  return join(dirname(caller), name + extname(caller));
}
