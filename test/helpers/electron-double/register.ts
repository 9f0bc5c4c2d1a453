import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

/** `node --import …/register.ts dist/electron/main.cjs`: main's `require("electron")` gets the double. */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== "electron") return next(specifier, context);
    const path = join(import.meta.dirname, "electron.ts");
    return {
      url: pathToFileURL(path).href,
      format: "module-typescript",
      shortCircuit: true,
    };
  },
});
