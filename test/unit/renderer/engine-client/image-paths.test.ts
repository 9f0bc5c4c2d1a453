import { describe, expect, it } from "vitest";

import { imagePaths } from "#renderer/engine-client/image-paths.ts";

describe("imagePaths", () => {
  it("tells picture 1 of one project from picture 1 of another", () => {
    const clothing = imagePaths("/projects/clothing.convolve");
    const digits = imagePaths("/projects/digits.convolve");
    expect(clothing.thumbnail(1)).not.toBe(digits.thumbnail(1));
    expect(clothing.picture(1)).not.toBe(digits.picture(1));
  });

  it("is the same for a project always, and names no folder", () => {
    const path = imagePaths("/home/me/Mushrooms.convolve").thumbnail(7);
    expect(path).toBe(imagePaths("/home/me/Mushrooms.convolve").thumbnail(7));
    expect(path).toMatch(/^\/images\/7\/thumbnail\?project=[0-9a-z]+$/);
  });
});
