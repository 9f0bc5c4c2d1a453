/** What of the packages the staged engine needs on one system: a table of what is left out, and why. */

export interface Target {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

interface LeftOut {
  /** Place in node_modules; what only these packages need is left out with them. */
  readonly packages: readonly string[];
  /** Systems that need them all the same; default none. */
  readonly neededOn?: (target: Target) => boolean;
  readonly reason: string;
}

const PACKAGES_LEFT_OUT: readonly LeftOut[] = [
  {
    packages: ["core-js"],
    reason: "loaded only by builds of TensorFlow.js that are not used",
  },
  {
    packages: ["onnxruntime-web"],
    neededOn: ({ platform, arch }) => platform === "darwin" && arch === "x64",
    reason: "onnxruntime-node has a binary for every system but Intel Macs",
  },
  {
    packages: ["flatbuffers", "guid-typescript", "platform", "protobufjs"],
    reason: "onnxruntime-web's build for Node has what it needs of them inside",
  },
  {
    packages: [
      "bare-buffer",
      "bare-events",
      "bare-fs",
      "bare-path",
      "bare-stream",
      "bare-url",
    ],
    reason: "stand-ins for Node's own modules on another runtime",
  },
  {
    packages: ["node-addon-api"],
    reason: "headers to compile a binary that comes ready-made",
  },
];

/** Whether a package (`node_modules/…`) is staged. */
export function isPackageShipped(place: string, target: Target): boolean {
  const name = place.slice(place.lastIndexOf("node_modules/") + 13);
  const entry = PACKAGES_LEFT_OUT.find((each) => each.packages.includes(name));
  return entry === undefined || entry.neededOn?.(target) === true;
}

/** Folders with one subfolder for each system: which of them is this system's. */
const BINARIES: readonly {
  readonly folder: RegExp;
  readonly ours: (target: Target) => string;
}[] = [
  {
    folder: /^node_modules\/onnxruntime-node\/bin\/napi-v\d+\/(.+)/,
    ours: ({ platform, arch }) => `${platform}/${arch}`,
  },
  {
    folder: /^node_modules\/webgpu\/dist\/(.+)/,
    ours: ({ platform, arch }) =>
      `${platform}-${platform === "darwin" ? "universal" : arch}`,
  },
  {
    folder: /^node_modules\/usearch\/prebuilds\/(.+)/,
    ours: ({ platform, arch }) =>
      `${platform}-${platform === "darwin" ? "arm64+x64" : arch}`,
  },
];

/** Folders of several builds: which files of them are used. */
const BUILDS: readonly { readonly folder: RegExp; readonly used: RegExp }[] = [
  {
    // `*.node.js` runs here, `tf.min.js` travels with exports.
    folder: /^node_modules\/@tensorflow\/tfjs[^/]*\/dist\//,
    used: /\.node\.js$|\/tf\.min\.js$/,
  },
  { folder: /^node_modules\/zod\/src/, used: /^$/ },
  {
    folder: /^node_modules\/onnxruntime-web\/(dist|lib|docs)\//,
    used: /\/(ort\.node\.min\.mjs|ort-wasm-simd-threaded\.(mjs|wasm))$/,
  },
  { folder: /^node_modules\/webgpu\/build\//, used: /^$/ },
  {
    folder: /^node_modules\/usearch\/(c|cpp|cmake|include|numkong)\//,
    used: /^$/,
  },
  {
    folder: /^node_modules\/libheif-js\/(libheif|libheif-wasm)\//,
    used: /\/libheif-bundle\.js$|\/LICENSE$/,
  },
];

const NEVER_USED =
  /\.(map|d\.[cm]?ts|tsbuildinfo)$|_test\.js$|\/(miniprogram|__tests__)(\/|$)/;

/**
 * Whether a file or folder of a staged package is staged: not other systems' binaries, maps, types, tests, sources, and builds that
 * do not run here.
 * @param path from the package's node_modules on, with slashes: `node_modules/webgpu/dist/linux-x64/dawn.node`
 */
export function isFileShipped(path: string, target: Target): boolean {
  for (const { folder, ours } of BINARIES) {
    const inside = folder.exec(path)?.[1];
    if (inside === undefined || inside.endsWith(".js")) continue;
    const wanted = ours(target);
    // A folder on the way to ours, ours, or what is in it.
    return (
      `${wanted}/`.startsWith(`${inside}/`) || inside.startsWith(`${wanted}/`)
    );
  }
  const build = BUILDS.find(({ folder }) => folder.test(path));
  return build === undefined ? !NEVER_USED.test(path) : build.used.test(path);
}
