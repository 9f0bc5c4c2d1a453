import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { createRandom } from "#engine/base/random.ts";
import {
  standardPreprocessing,
  type Preprocessing,
} from "#engine/graph/preprocessing.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { resizePixels } from "#engine/imaging/prepare.ts";

interface Shipped {
  readonly prepare: (
    picture: { data: Uint8Array; width: number; height: number },
    spec: Preprocessing,
  ) => Float32Array;
}

const FILE = resolve("assets", "export", "tfjs", "preprocess.js");
const shipped = (await import(pathToFileURL(FILE).href)) as Shipped;

describe("the preprocess.js that ships", () => {
  const sizes = [
    [64, 48],
    [31, 57],
    [5, 3],
    [200, 1],
  ] as const;
  const specs: Preprocessing[] = [
    standardPreprocessing(24, "minus-one-to-one"),
    standardPreprocessing(24, "zero-to-one", {
      resize: "crop",
      channels: "bgr",
    }),
    {
      ...standardPreprocessing(24, "zero-to-255", {
        resize: "fit",
        background: [10, 20, 30],
      }),
      height: 17,
    },
    standardPreprocessing(32, "minus-one-to-one", {
      resize: "fit",
      channels: "gray",
    }),
    standardPreprocessing(24, "zero-to-255", {
      resize: "fit",
      padding: "edge",
    }),
    {
      ...standardPreprocessing(21, "zero-to-255", {
        resize: "fit",
        padding: "mirror",
      }),
      height: 30,
    },
  ];

  it.each(
    sizes.flatMap(([width, height]) =>
      specs.map((spec) => ({ width, height, spec })),
    ),
  )(
    "gives the app's numbers: $width×$height, $spec.resize, $spec.padding, $spec.channels",
    ({ width, height, spec }) => {
      const random = createRandom(width, height);
      const rgb = Uint8Array.from({ length: width * height * 3 }, () =>
        random.integer(256),
      );
      const expected = normalisePictures(
        [resizePixels(rgb, width, height, spec)],
        spec,
      ).data;
      expect(shipped.prepare({ data: rgb, width, height }, spec)).toEqual(
        expected,
      );
      const rgba = Uint8Array.from({ length: width * height * 4 }, (_, i) =>
        i % 4 === 3 ? 255 : (rgb[(i >> 2) * 3 + (i % 4)] as number),
      );
      expect(shipped.prepare({ data: rgba, width, height }, spec)).toEqual(
        expected,
      );
    },
  );
});
