import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { differenceHash } from "#engine/imaging/difference-hash.ts";

/**
 * Writes training-pictures.txt: for every photograph that the built-in backbone learned from, 16 digits of its SHA-256 and its difference
 * hash, so that anyone can check that no picture it is measured on is among them.
 * Run: node assets/backbones/list-training-pictures.ts FOLDER
 */
const [folder = ""] = process.argv.slice(2);
const names = (await readdir(folder, { recursive: true })).toSorted();
const lines: string[] = [];
for (const name of names.filter((path) => path.endsWith(".jpg"))) {
  const bytes = await readFile(join(folder, name));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const words = Array.from(await differenceHash(bytes), (word) =>
    word.toString(16).padStart(8, "0"),
  );
  lines.push(`${sha256.slice(0, 16)} ${words.join("")}`);
}
await writeFile(
  join(import.meta.dirname, "training-pictures.txt"),
  `${lines.toSorted().join("\n")}\n`,
);
