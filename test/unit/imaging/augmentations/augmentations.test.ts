import { readFileSync } from "node:fs";
import { describe, expect, expectTypeOf, it } from "vitest";

import type { Augmentation } from "#api/augmentation.ts";
import { createRandom } from "#engine/base/random.ts";
import { augmentPixels } from "#engine/imaging/augmentations/apply.ts";
import type { AugmentationOperation } from "#engine/imaging/augmentations/augmentation.ts";
import {
  AUGMENTATION_CATALOG,
  AUGMENTATION_NAMES,
  type AugmentationName,
} from "#engine/imaging/augmentations/catalog.ts";
import {
  AUGMENTATION_PRESETS,
  type AugmentationConfig,
  type EdgeFill,
} from "#engine/imaging/augmentations/configuration.ts";
import { drawAugmentation } from "#engine/imaging/augmentations/draw.ts";
import { chequeredScene } from "#test/helpers/chequered-scene.ts";

/** Those of Pillow's golden file; the others are compared with torchvision. */
type PillowName =
  | "horizontalFlip"
  | "verticalFlip"
  | "zoom"
  | "shear"
  | "rotation"
  | "shift"
  | "brightness"
  | "contrast"
  | "saturation"
  | "hue";

interface Golden {
  readonly width: number;
  readonly height: number;
  readonly cases: Readonly<
    Record<
      PillowName,
      { readonly drawn: readonly number[]; readonly pixels: string }
    >
  >;
}

const GOLDEN = JSON.parse(
  readFileSync("test/golden/imaging/pillow-augment.json", "utf8"),
) as Golden;
const { width: WIDTH, height: HEIGHT } = GOLDEN;
const SCENE = chequeredScene(WIDTH, HEIGHT);
const OFF = AUGMENTATION_PRESETS.none;

describe.each(Object.keys(GOLDEN.cases) as PillowName[])("%s", (name) => {
  it("equals Pillow or numpy within one level", () => {
    const { drawn, pixels } = GOLDEN.cases[name];
    const ours = apply([{ name, drawn }], "constant", [0, 0, 0]);
    const reference = Buffer.from(pixels, "base64");
    const inside = pixelsFarFromBlack(reference);
    expect(inside.length).toBeGreaterThan(300);
    const largest = Math.max(
      ...inside.flatMap((at) =>
        [0, 1, 2].map((c) =>
          Math.abs((ours[at + c] ?? 0) - (reference[at + c] ?? 0)),
        ),
      ),
    );
    expect(largest).toBeLessThanOrEqual(1);
  });
});

describe.each(AUGMENTATION_NAMES)("augmentation %s", (name) => {
  const operation: AugmentationOperation = AUGMENTATION_CATALOG[name];

  it("changes nothing when it is off", () => {
    const drawn = drawAugmentation({ ...OFF, fill: "edge" }, 1, 2, "a");
    expect(drawn.operations).toEqual([]);
    const zero = operation.draw(0, createRandom(1));
    if (operation.parameter.kind === "switch") return;
    expect(largestDifference(apply([{ name, drawn: zero }]), SCENE)).toBe(0);
  });

  it("changes pictures when it is on, within its range", () => {
    const { parameter } = operation;
    const amount = parameter.kind === "switch" ? true : parameter.maximum;
    const config = { ...OFF, [name]: amount };
    const versions = Array.from({ length: 20 }, (_, epoch) =>
      drawAugmentation(config, 7, epoch, "picture"),
    );
    for (const { operations } of versions) {
      expect(operations.map((one) => one.name)).toEqual([name]);
      for (const value of operations[0]?.drawn ?? []) {
        expect(Number.isFinite(value)).toBe(true);
        if (!isPlainAmount(name)) continue;
        const centre = name === "zoom" || isFactor(name) ? 1 : 0;
        expect(Math.abs(value - centre)).toBeLessThanOrEqual(
          parameter.kind === "switch" ? 2 : parameter.maximum,
        );
      }
    }
    const changed = versions.filter(
      (drawn) =>
        largestDifference(augmentPixels(SCENE, WIDTH, HEIGHT, drawn), SCENE) >
        0,
    );
    expect(changed.length).toBeGreaterThan(4);
  });

  it("shows what it does at its ends", () => {
    const { parameter } = operation;
    const amount = parameter.kind === "switch" ? 1 : parameter.default;
    const [low, high] = operation
      .ends(amount)
      .map((drawn) => apply([{ name, drawn }]));
    expect(low).not.toEqual(high);
  });

  it("has words for a person", () => {
    expect(operation.title).toMatch(/^[A-Z][A-Za-z ]+$/);
    expect(operation.why).toMatch(/^[A-Z].{20,110}\.$/);
    const { parameter } = operation;
    const share =
      parameter.kind === "amount" ? parameter.default / parameter.maximum : 0;
    expect(share).toBeLessThan(1);
  });
});

describe("augmentPixels", () => {
  it.each(["horizontalFlip", "verticalFlip"] as const)(
    "%s twice is the picture itself",
    (name) => {
      const once = apply([{ name, drawn: [-1] }]);
      expect(largestDifference(once, SCENE)).toBeGreaterThan(0);
      const twice = augmentPixels(once, WIDTH, HEIGHT, {
        operations: [{ name, drawn: [-1] }],
        fill: "edge",
      });
      expect(twice).toEqual(SCENE);
    },
  );

  it("turns by 360° onto itself, and by 180° as both flips", () => {
    expect(apply([{ name: "rotation", drawn: [360] }])).toEqual(SCENE);
    expect(apply([{ name: "rotation", drawn: [180] }])).toEqual(
      apply([
        { name: "horizontalFlip", drawn: [-1] },
        { name: "verticalFlip", drawn: [-1] },
      ]),
    );
  });

  it("turns counter-clockwise by 90° exactly", () => {
    const size = 5;
    const square = new Uint8Array(size * size * 3).map((_, i) => i * 3);
    const turned = augmentPixels(square, size, size, {
      operations: [{ name: "rotation", drawn: [90] }],
      fill: "constant",
    });
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const from = (x * size + (size - 1 - y)) * 3;
        expect(turned[(y * size + x) * 3]).toBe(square[from]);
      }
    }
  });

  it.each([
    ["edge", [10, 10, 10, 20, 30]],
    ["mirror", [20, 10, 10, 20, 30]],
    ["constant", [7, 7, 10, 20, 30]],
  ] as const)("fills with %s", (fill, expected) => {
    const row = new Uint8Array([10, 20, 30, 40, 50].flatMap((v) => [v, v, v]));
    const shifted = augmentPixels(
      row,
      5,
      1,
      { operations: [{ name: "shift", drawn: [0.4, 0] }], fill },
      [7, 7, 7],
    );
    expect([...shifted].filter((_, i) => i % 3 === 0)).toEqual(expected);
  });

  it("resamples once: two turns and a shift back cost no more than rounding", () => {
    const there = apply([
      { name: "rotation", drawn: [33] },
      { name: "rotation", drawn: [-33] },
      { name: "zoom", drawn: [2] },
      { name: "zoom", drawn: [0.5] },
    ]);
    expect(largestDifference(there, SCENE)).toBeLessThanOrEqual(1);
  });

  it("cuts to 0 to 255 only at the end of all colour operations", () => {
    const pixels = apply([
      { name: "brightness", drawn: [2] },
      { name: "brightness", drawn: [0.5] },
    ]);
    expect(pixels).toEqual(SCENE);
  });

  it("gives a colour change and a turn in one pass as one after the other", () => {
    const turn = { name: "rotation", drawn: [12] } as const;
    const light = { name: "brightness", drawn: [0.8] } as const;
    const together = apply([turn, light]);
    const after = augmentPixels(apply([turn]), WIDTH, HEIGHT, {
      operations: [light],
      fill: "edge",
    });
    expect(largestDifference(together, after)).toBeLessThanOrEqual(1);
  });

  it("leaves its input alone", () => {
    const input = chequeredScene(WIDTH, HEIGHT);
    augmentPixels(
      input,
      WIDTH,
      HEIGHT,
      drawAugmentation(AUGMENTATION_PRESETS.photos, 1, 1, "a"),
    );
    expect(input).toEqual(SCENE);
  });
});

describe("drawAugmentation", () => {
  const photos = AUGMENTATION_PRESETS.photos;

  it("is the same for the same seed, epoch and picture, and differs otherwise", () => {
    const drawn = drawAugmentation(photos, 1, 2, "a");
    expect(drawAugmentation(photos, 1, 2, "a")).toEqual(drawn);
    expect(drawAugmentation(photos, 2, 2, "a")).not.toEqual(drawn);
    expect(drawAugmentation(photos, 1, 3, "a")).not.toEqual(drawn);
    expect(drawAugmentation(photos, 1, 2, "b")).not.toEqual(drawn);
  });

  it("leaves the other draws as they are when one operation is switched off", () => {
    const all = drawAugmentation(photos, 1, 2, "a").operations;
    const less = drawAugmentation({ ...photos, zoom: 0 }, 1, 2, "a").operations;
    expect(less).toEqual(all.filter(({ name }) => name !== "zoom"));
  });

  it("mirrors about half of the pictures", () => {
    const config = { ...OFF, horizontalFlip: true };
    const mirrored = Array.from({ length: 400 }, (_, i) =>
      drawAugmentation(config, 1, 0, `picture ${i}`),
    ).filter(({ operations }) => operations[0]?.drawn[0] === -1);
    expect(mirrored.length).toBeGreaterThan(160);
    expect(mirrored.length).toBeLessThan(240);
  });
});

describe("AUGMENTATION_PRESETS", () => {
  it("has the form of the contract and stays in the ranges", () => {
    expectTypeOf<AugmentationConfig>().toExtend<Augmentation>();
    expectTypeOf<Augmentation>().toExtend<AugmentationConfig>();
    for (const preset of Object.values(AUGMENTATION_PRESETS)) {
      for (const name of AUGMENTATION_NAMES) {
        const { parameter } = AUGMENTATION_CATALOG[name];
        const maximum = parameter.kind === "amount" ? parameter.maximum : 1;
        const amount = (preset as AugmentationConfig)[name] ?? 0;
        expect(Number(amount)).toBeLessThanOrEqual(maximum);
      }
    }
  });

  it("never mirrors documents, and does nothing for none", () => {
    const { documents, none } = AUGMENTATION_PRESETS;
    expect([documents.horizontalFlip, documents.verticalFlip]).toEqual([
      false,
      false,
    ]);
    expect(drawAugmentation(none, 1, 1, "a").operations).toEqual([]);
  });
});

function apply(
  operations: Parameters<typeof augmentPixels>[3]["operations"],
  fill: EdgeFill = "edge",
  background: readonly [number, number, number] = [255, 255, 255],
): Uint8Array {
  return augmentPixels(SCENE, WIDTH, HEIGHT, { operations, fill }, background);
}

/** Whether what is drawn lies within the amount, either way. */
function isPlainAmount(name: AugmentationName): boolean {
  return Object.hasOwn(GOLDEN.cases, name) || name === "sharpness";
}

function isFactor(name: AugmentationName): boolean {
  return ["brightness", "contrast", "saturation", "sharpness"].includes(name);
}

/** Pixels that are not black and have no black neighbour: away from the edge, where Pillow blends otherwise. */
function pixelsFarFromBlack(pixels: Uint8Array): number[] {
  const isBlack = (x: number, y: number) => {
    if (x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT) return true;
    const at = (y * WIDTH + x) * 3;
    return pixels[at] === 0 && pixels[at + 1] === 0 && pixels[at + 2] === 0;
  };
  const found: number[] = [];
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const neighbours = [-1, 0, 1].flatMap((dy) =>
        [-1, 0, 1].map((dx) => isBlack(x + dx, y + dy)),
      );
      if (!neighbours.includes(true)) found.push((y * WIDTH + x) * 3);
    }
  }
  return found;
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))),
    0,
  );
}
