import { describe, expect, it } from "vitest";

import { filledIndex } from "#test/helpers/filled-index.ts";
import { newImage } from "#test/helpers/index-rows.ts";

describe("attributes", () => {
  it("are kept, counted, and filtered by", async () => {
    const { run, reader, rootId, a } = await filledIndex(0, ["a", "b"]);
    const add = (n: number, attributes: Record<string, string>) => ({
      ...newImage(n, rootId, a),
      attributes,
    });
    run("addRows", {
      images: [
        add(1, { camera: "Nikon", place: "north" }),
        add(2, { camera: "Canon" }),
        add(3, { camera: "Nikon", place: "south" }),
      ],
      problems: [],
    });
    expect(reader.attributes()).toEqual([
      { name: "camera", values: 2 },
      { name: "place", values: 2 },
    ]);
    expect(reader.attributeValues("camera", 1)).toEqual([
      { value: "Nikon", count: 2 },
    ]);
    const filter = { attributes: { camera: ["Nikon"], place: ["south", "x"] } };
    expect(reader.imageIds(filter)).toEqual([3]);
    expect(reader.attributesOf(1)).toEqual({ camera: "Nikon", place: "north" });
    expect([...reader.attributeOfEach("place")]).toEqual([
      [1, "north"],
      [3, "south"],
    ]);
    // The manifest was corrected: the attributes of the picture are replaced.
    run("addRows", { images: [add(1, { camera: "Sony" })], problems: [] });
    expect(reader.attributesOf(1)).toEqual({ camera: "Sony" });
  });
});

describe("measures", () => {
  const measures = (imageId: number, sha256: string, brightness: number) => ({
    imageId,
    sha256,
    version: 1,
    differenceHash: new Uint8Array(32).fill(imageId),
    brightness,
    darkShare: 0,
    brightShare: 0,
    contrast: 0.2,
    sharpness: 5 - imageId,
    entropy: 7,
    red: 0.1,
    green: 0.2,
    blue: 0.3,
  });

  it("put pictures in order, and are asked for again when the content changed", async () => {
    const { run, reader, rootId, a } = await filledIndex(3, ["a", "b"]);
    expect(reader.unmeasured(1, -1, 10)).toHaveLength(3);
    const rows = [1, 2, 3].map((id) =>
      measures(id, newImage(id, rootId, a).sha256, id / 10),
    );
    run("putMeasures", { rows });
    expect(reader.unmeasured(1, -1, 10)).toEqual([]);
    expect(reader.unmeasured(2, -1, 10)).toHaveLength(3);
    expect(reader.imageIds({ order: "brightness-descending" })).toEqual([
      3, 2, 1,
    ]);
    expect(reader.imageIds({ order: "sharpness" })).toEqual([3, 2, 1]);
    const changed = { ...newImage(1, rootId, a), sha256: "f".repeat(64) };
    run("addRows", { images: [changed], problems: [] });
    expect(reader.unmeasured(1, -1, 10).map(({ id }) => id)).toEqual([1]);
    expect([...reader.eachMeasured()].map(({ id }) => id)).toEqual([2, 3]);
    expect([...(reader.measures([1, 2]).get(2)?.differenceHash ?? [])]).toEqual(
      Array.from({ length: 32 }, () => 2),
    );
  });
});
