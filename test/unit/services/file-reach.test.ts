import { describe, expect, it } from "vitest";

import { FileReach } from "#engine/services/file-reach.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("whether files are there", () => {
  it("is asked of the file system", async () => {
    const folder = await temporaryFolder();
    const reach = new FileReach();
    expect(await reach.isThere(folder)).toBe(true);
    expect(await reach.isThere(`${folder}/nothing`)).toBe(false);
  });

  it("is no for a drive that stalls, which is asked no second question until it has answered", async () => {
    const questions: string[] = [];
    const stalled: (() => void)[] = [];
    const reach = new FileReach((path) => {
      questions.push(path);
      return path.startsWith("/share")
        ? new Promise((resolve) => stalled.push(resolve))
        : Promise.resolve();
    });
    expect(await reach.isThere("/share/a.jpg", "/share")).toBe(false);
    expect(await reach.isThere("/share/b.jpg", "/share")).toBe(false);
    expect(await reach.isThere("/disk/c.jpg", "/disk")).toBe(true);
    expect(questions).toEqual(["/share/a.jpg", "/disk/c.jpg"]);
    for (const answer of stalled) answer();
    await new Promise((resolve) => setImmediate(resolve));
    void reach.isThere("/share/b.jpg", "/share");
    expect(questions).toContain("/share/b.jpg");
  });
});
