import { describe, expect, it } from "vitest";

import type { Prediction } from "#api/results.ts";
import {
  triedPictures,
  uploadName,
  type TriedPicture,
} from "#renderer/features/predict/tried-pictures.ts";

function picture(key: string): TriedPicture {
  return {
    key,
    name: `${key}.jpg`,
    url: `blob:${key}`,
    uploadId: null,
    prediction: null,
    failure: null,
  };
}

function answer(name: string, error: Prediction["error"] = null): Prediction {
  return {
    name,
    top: [{ classId: 1, name: "hat", probability: 0.9 }],
    milliseconds: 12,
    error,
  };
}

describe("triedPictures", () => {
  const known = [picture("old")];

  it("puts new pictures first", () => {
    const next = triedPictures(known, {
      type: "taken",
      pictures: [picture("a"), picture("b")],
    });
    expect(next.map(({ key }) => key)).toEqual(["a", "b", "old"]);
  });

  it("gives answers to the pictures that were asked about, in their order", () => {
    const next = triedPictures([picture("a"), picture("b"), ...known], {
      type: "answered",
      keys: ["a", "b"],
      uploadId: "u1",
      predictions: [
        answer("1-a.jpg"),
        answer("2-b.jpg", { code: "image/truncated", message: "Cut off." }),
      ],
    });
    expect(next[0]).toMatchObject({ uploadId: "u1", failure: null });
    expect(next[0]?.prediction?.name).toBe("1-a.jpg");
    expect(next[1]?.failure).toBe("Cut off.");
    expect(next[2]).toBe(known[0]);
  });

  it("leaves out a picture that was removed before its answer came", () => {
    const removed = triedPictures([picture("a"), picture("b")], {
      type: "removed",
      key: "a",
    });
    const next = triedPictures(removed, {
      type: "answered",
      keys: ["a", "b"],
      uploadId: "u1",
      predictions: [answer("1-a.jpg"), answer("2-b.jpg")],
    });
    expect(next.map(({ prediction }) => prediction?.name)).toEqual(["2-b.jpg"]);
  });

  it("says of a failed request at each of its pictures what went wrong", () => {
    const next = triedPictures([picture("a"), ...known], {
      type: "failed",
      keys: ["a"],
      message: "The engine does not answer.",
    });
    expect(next.map(({ failure }) => failure)).toEqual([
      "The engine does not answer.",
      null,
    ]);
  });
});

describe("uploadName", () => {
  it("keeps two files of one name apart and makes no folders", () => {
    expect(uploadName("a.jpg", 0)).not.toBe(uploadName("a.jpg", 1));
    expect(uploadName("..\\up/a.jpg", 2)).toBe("3-.._up_a.jpg");
  });
});
