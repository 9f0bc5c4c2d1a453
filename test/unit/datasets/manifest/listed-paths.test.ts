import { describe, expect, it } from "vitest";

import {
  findPathRule,
  resolveListed,
} from "#engine/datasets/manifest/listed-paths.ts";
import { collectFacts } from "#engine/datasets/sources/source-facts.ts";

const ROOTS = ["/data/set", "/mnt/disk/set"];

async function resolver(files: string[], list: string, names: string[]) {
  async function* entries() {
    for (const path of files) yield { kind: "file" as const, path };
  }
  const facts = await collectFacts(entries());
  const rule = findPathRule(names, list, facts, ROOTS);
  return (name: string) => {
    const found = resolveListed(name, rule, facts, ROOTS);
    return found.kind === "found" ? found.path : found.kind;
  };
}

describe("resolveListed", () => {
  it("reads paths from the list's own folder, then from the source", async () => {
    const files = ["train/images/1.png", "train/2.png", "3.png"];
    const where = await resolver(files, "train/metadata.csv", [
      "images/1.png",
      "train/2.png",
      "3.png",
    ]);
    expect(where("images/1.png")).toBe("train/images/1.png");
    expect(where("./images//1.png")).toBe("train/images/1.png");
    expect(where("images\\1.png")).toBe("train/images/1.png");
    expect(where("train/2.png")).toBe("train/2.png");
    expect(where("../3.png")).toBe("3.png");
    expect(where("4.png")).toBe("missing");
  });

  it("finds the folder and the ending that names leave out", async () => {
    const files = ["photos/a1.jpg", "photos/a2.jpg", "list.csv"];
    const where = await resolver(files, "list.csv", ["a1", "a2"]);
    expect(where("a1")).toBe("photos/a1.jpg");
    expect(where("a2.jpg")).toBe("photos/a2.jpg");
    expect(where("a3")).toBe("missing");
  });

  it("takes an absolute path into the folder, as given and as it really is", async () => {
    const where = await resolver(["cat/1.png"], "list.csv", ["cat/1.png"]);
    expect(where("/data/set/cat/1.png")).toBe("cat/1.png");
    expect(where("/mnt/disk/set/cat/1.png")).toBe("cat/1.png");
    expect(where("/data/set/cat/2.png")).toBe("missing");
  });

  it.each([
    "/etc/passwd",
    "/data/settings/cat/1.png",
    "/data/set/../other/1.png",
    "../outside.png",
    "cat/../../1.png",
    "C:\\pictures\\1.png",
    "https://example.org/1.png",
    "file:///data/set/cat/1.png",
  ])("refuses %s", async (name) => {
    const where = await resolver(["cat/1.png", "1.png"], "list.csv", ["1.png"]);
    expect(where(name)).toBe("refused");
  });

  it("finds accents in either form", async () => {
    const files = ["cafe\u0301.png", "na\u00efve.png"];
    const where = await resolver(files, "list.csv", files);
    expect(where("caf\u00e9.png")).toBe("cafe\u0301.png");
    expect(where("nai\u0308ve.png")).toBe("na\u00efve.png");
  });
});
