import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

import { createRandom } from "#engine/base/random.ts";
import { augmentPixels } from "#engine/imaging/augmentations/apply.ts";
import {
  AUGMENTATION_CATALOG,
  AUGMENTATION_NAMES,
} from "#engine/imaging/augmentations/catalog.ts";
import {
  AUGMENTATION_PRESETS,
  type AugmentationConfig,
  type PolicyName,
} from "#engine/imaging/augmentations/configuration.ts";
import { drawAugmentation } from "#engine/imaging/augmentations/draw.ts";
import { drawMix, mixPixels } from "#engine/imaging/augmentations/mixing.ts";
import { POLICY_CATALOG } from "#engine/imaging/augmentations/policy-spaces.ts";

/**
 * Pictures per second of every augmentation beside torchvision v2 on the same machine, one thread each, in turn in one run; processor time,
 * and the fastest of some rounds, because other work on the machine only slows down. `node test/bench/augmentation.ts --python <python>`.
 */
const { values: options } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "0.15" },
    only: { type: "string" },
  },
});
const SIDE = 224;
const seconds = Number(options.seconds);
const off: AugmentationConfig = AUGMENTATION_PRESETS.none;

/** A soft scene with edges: noise alone would flatter what looks values up. */
const picture = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
  const [x, y] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE)];
  const wave = Math.sin(x / 17 + (i % 3)) + Math.cos(y / 23 - x / 41);
  return 128 + 45 * wave + ((x >> 5) + (y >> 5)) * 2;
});

/** Where results go, as in the threads that read batches for training; torch's allocator uses its memory again by itself. */
const place = new Uint8Array(picture.length);

const configurations = new Map<string, AugmentationConfig>([
  ...AUGMENTATION_NAMES.map((name) => {
    const { parameter } = AUGMENTATION_CATALOG[name];
    const amount = parameter.kind === "switch" ? true : parameter.default;
    return [name, { ...off, [name]: amount }] as const;
  }),
  ["mixUp", { ...off, mixUp: 0.2 }],
  ["cutMix", { ...off, cutMix: 1 }],
  ...(Object.keys(POLICY_CATALOG) as PolicyName[]).map((name) => {
    const policy = { name, operations: 2, magnitude: 9 };
    return [name, { ...off, policy }] as const;
  }),
  ...Object.entries(AUGMENTATION_PRESETS).map(
    ([name, preset]) => [`preset ${name}`, preset] as const,
  ),
]);

function ours(config: AugmentationConfig): number {
  const key = String(createRandom("bench").next());
  let version = 0;
  const once = () => {
    version++;
    const drawn = drawAugmentation(config, 1, version, key);
    const mix = drawMix(config, 1, version, key);
    const changed =
      drawn.operations.length === 0
        ? picture
        : augmentPixels(picture, SIDE, SIDE, drawn, undefined, place);
    if (mix !== null) mixPixels(changed, picture, mix, SIDE, SIDE, place);
  };
  for (let i = 0; i < 20; i++) once();
  const began = processorMs();
  const end = began + seconds * 1000;
  let count = 0;
  while (processorMs() < end) {
    for (let i = 0; i < 10; i++) once();
    count += 10;
  }
  return (processorMs() - began) / count;
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const peer = spawn(options.python, ["test/bench/augmentation.py"], {
  stdio: ["pipe", "pipe", "inherit"],
});
peer.stdin.write(picture);
const answers = createInterface(peer.stdout)[Symbol.asyncIterator]();

async function theirs(name: string): Promise<number | null> {
  peer.stdin.write(`${name} ${seconds}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error("torchvision's side ended early.");
  return JSON.parse(value) as number | null;
}

const perSecond = (milliseconds: number) =>
  Math.round(1000 / milliseconds)
    .toLocaleString("en")
    .padStart(9);

console.log(
  `${"".padEnd(24)}${"ours/s".padStart(9)}${"theirs/s".padStart(11)}${"ratio".padStart(8)}`,
);
for (const [name, config] of configurations) {
  if (options.only !== undefined && !name.includes(options.only)) continue;
  let [own, other] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < Number(options.rounds); round++) {
    own = Math.min(own, ours(config));
    other = Math.min(other, (await theirs(name)) ?? other);
  }
  const comparison = Number.isFinite(other)
    ? `${perSecond(other).padStart(11)}${(other / own).toFixed(2).padStart(8)}`
    : `${"–".padStart(11)}`;
  console.log(`${name.padEnd(24)}${perSecond(own)}${comparison}`);
}
peer.stdin.end();
