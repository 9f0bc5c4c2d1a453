import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

/**
 * Who may import whom. Under src/ the order is the rule: a folder imports only from itself and from folders above it in this list
 * (and from subfolders of those); what stands in `only` narrows that further.
 */
const ENGINE_LAYERS = [
  "src/api",
  "src/base",
  "src/graph",
  "src/storage",
  "src/imaging",
  "src/datasets",
  "src/models",
  "src/compute",
  "src/evaluation",
  "src/training",
  "src/explain",
  "src/teaching",
  "src/curation",
  "src/export",
  "src/jobs",
  "src/bench",
  "src/services",
  "src/engine.ts",
  "src/server",
  "src/cli",
  "src/setup",
] as const;

/** Places that may import these and nothing else of ours besides their own folder. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  "src/server": ["src/engine.ts", "src/api", "src/base"],
  "src/cli": ["src/engine.ts", "src/api", "src/base", "src/server"],
  "src/setup": ["src/base"],
  electron: ["src/api"],
  "renderer/host": ["src/api"],
  "renderer/ui": ["src/api"],
  "renderer/charts": ["renderer/ui"],
  "renderer/engine-client": ["src/api", "renderer/host"],
  "renderer/features": [
    "src/api",
    "src/graph",
    "renderer/ui",
    "renderer/charts",
    "renderer/engine-client",
    "renderer/host",
  ],
  "renderer/app": ["src/api", "src/graph", "renderer"],
  "renderer/main.tsx": ["src/api", "renderer"],
  test: ["src", "renderer", "electron"],
};

/** Packages with one door: where they may be imported. */
const PACKAGE_DOORS: Readonly<Record<string, readonly string[]>> = {
  electron: ["electron", "test"],
  react: ["renderer", "test"],
  "onnxruntime-common": ["src/compute"],
  "onnxruntime-node": ["src/compute", "src/export", "test"],
  "onnxruntime-web": ["src/compute"],
  sharp: ["src/imaging", "src/datasets", "src/explain", "test"],
  h5wasm: ["src/models"],
  undici: ["src/models"],
  "csv-parse": ["src/datasets"],
  "tar-stream": ["test"],
  chokidar: ["src/datasets"],
  "libheif-js": ["src/imaging"],
  usearch: ["src/curation"],
  "umap-js": ["test"],
  "@dnd-kit/core": ["renderer/ui"],
  "@dnd-kit/sortable": ["renderer/ui"],
  uplot: ["renderer/charts"],
  vite: ["src/setup", "vite.config.ts"],
};

const ALIASES: Readonly<Record<string, string>> = {
  "#api/": "src/api/",
  "#engine/": "src/",
  "#renderer/": "renderer/",
  "#electron/": "electron/",
  "#test/": "test/",
};

interface Import {
  readonly from: string;
  readonly to: string;
}

describe("architecture", () => {
  const files = ["src", "electron", "renderer", "test"].flatMap(sourceFiles);
  const imports = files.flatMap(importsOf);

  it("knows every folder", () => {
    const unknown = files.filter((file) => placeOf(file) === undefined);
    expect(unknown).toEqual([]);
  });

  it("imports only what the table allows", () => {
    const wrong = imports.filter((entry) => !isAllowed(entry));
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it("never climbs with ../", () => {
    const wrong = imports.filter(({ to }) => to.startsWith("../"));
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it("writes the extension out and points at files that exist", () => {
    const wrong = imports.filter(({ from, to }) => {
      const target = targetOf(from, to);
      return target !== undefined && !existsSync(join(ROOT, target));
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it("keeps features of the renderer apart", () => {
    const wrong = imports.filter(({ from, to }) => {
      const target = targetOf(from, to);
      const own = featureOf(from);
      const other = target && featureOf(target);
      return own !== undefined && other !== undefined && own !== other;
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it("lets each guarded package in by its own doors only", () => {
    const wrong = imports.filter(({ from, to }) => {
      const doors = PACKAGE_DOORS[packageOf(to)];
      return doors !== undefined && !doors.some((door) => isInside(from, door));
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it("names files and folders in kebab-case", () => {
    const wrong = files.filter(
      (file) =>
        !file
          .split("/")
          .every((part) =>
            /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(part),
          ),
    );
    expect(wrong).toEqual([]);
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), {
    recursive: true,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|js)$/.test(entry.name))
    .map((entry) =>
      relative(ROOT, join(entry.parentPath, entry.name)).replaceAll("\\", "/"),
    );
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const pattern =
    /^\s*(?:import|export)\s[^'"`;]*?from\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    from: file,
    to: match[1] ?? match[2] ?? match[3] ?? "",
  }));
}

/** The file of ours that an import names, or undefined for a package or a Vite query. */
function targetOf(from: string, to: string): string | undefined {
  const clean = to.replace(/\?.*$/, "");
  for (const [alias, folder] of Object.entries(ALIASES)) {
    if (clean.startsWith(alias)) return folder + clean.slice(alias.length);
  }
  return clean.startsWith("./")
    ? join(dirname(from), clean).replaceAll("\\", "/")
    : undefined;
}

function isInside(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function placeOf(file: string): string | undefined {
  const places = [...Object.keys(ONLY), ...ENGINE_LAYERS];
  return places
    .filter((place) => isInside(file, place))
    .toSorted((a, b) => b.length - a.length)[0];
}

function isAllowed({ from, to }: Import): boolean {
  const target = targetOf(from, to);
  if (target === undefined) return true;
  const place = placeOf(from);
  if (place === undefined) return false;
  if (isInside(target, place)) return true;
  const only = ONLY[place];
  if (only) return only.some((allowed) => isInside(target, allowed));
  const layers: readonly string[] = ENGINE_LAYERS;
  const targetPlace = placeOf(target) ?? "";
  return (
    layers.includes(targetPlace) &&
    layers.indexOf(targetPlace) < layers.indexOf(place)
  );
}

function featureOf(file: string): string | undefined {
  return /^renderer\/features\/([^/]+)\//.exec(file)?.[1];
}

function packageOf(to: string): string {
  const parts = to.split("/");
  return to.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
}

function describeImport({ from, to }: Import): string {
  return `${from} imports ${to}`;
}
