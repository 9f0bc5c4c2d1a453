import { existsSync } from "node:fs";
import { join } from "node:path";

const ENTRY = join("src", "cli", "main.ts");

/** How the engine is started. */
export interface EngineCommand {
  readonly node: string;
  readonly parameters: readonly string[];
  readonly folder: string;
}

/**
 * In the packaged app: the Node and the engine that lie beside app.asar (electron/packaging/stage.ts); in a checkout: the pinned Node that the set-up
 * script names in CONVOLVE_NODE, on the sources.
 * @param resources Electron's `process.resourcesPath`
 * @param checkout the folder of package.json
 */
export function engineCommand(
  packaged: boolean,
  resources: string,
  checkout: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): EngineCommand {
  const serve = ["serve", "--json"];
  if (packaged) {
    const folder = join(resources, "engine");
    const node = join(
      folder,
      "runtime",
      platform === "win32" ? "node.exe" : "node",
    );
    return { node, parameters: [join(folder, ENTRY), ...serve], folder };
  }
  const node = environment["CONVOLVE_NODE"];
  if (node === undefined || !existsSync(node)) {
    throw new Error(
      `Expected the path of Node in CONVOLVE_NODE. Received: ${node ?? "nothing"}. Start the studio with "npm start".`,
    );
  }
  return {
    node,
    parameters: [join(checkout, ENTRY), ...serve],
    folder: checkout,
  };
}
