import { zipSync } from "fflate";

/** A zip archive in memory, from names and contents. */
export function smallZip(
  files: Readonly<Record<string, string | Uint8Array>>,
): Uint8Array {
  const contents = Object.entries(files).map(([name, content]) => [
    name,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  ]);
  return zipSync(Object.fromEntries(contents) as Record<string, Uint8Array>);
}
