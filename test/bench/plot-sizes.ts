import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { drawSizePlot, type SizeFigures } from "./size-plot.ts";

/** Draws what million-rows.ts wrote with `--json assets/docs/sizes.json`: `node test/bench/plot-sizes.ts`. */
const FOLDER = resolve(import.meta.dirname, "..", "..", "assets", "docs");

const figures = JSON.parse(
  await readFile(join(FOLDER, "sizes.json"), "utf8"),
) as SizeFigures[];
await writeFile(join(FOLDER, "sizes.svg"), drawSizePlot(figures));
