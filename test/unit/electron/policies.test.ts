import { describe, expect, it } from "vitest";

import { decideNavigation } from "#electron/navigation-policy.ts";
import { decidePermission } from "#electron/permission-policy.ts";
import { projectInArguments } from "#electron/project-argument.ts";

const ENGINE = "http://127.0.0.1:4711";

describe("decideNavigation", () => {
  it("stays inside for the engine's own pages", () => {
    expect(decideNavigation(`${ENGINE}/train?run=a`, ENGINE)).toEqual({
      kind: "allow",
    });
  });

  it.each([
    "http://127.0.0.1:4712/",
    "http://localhost:4711/",
    "http://127.0.0.1.example.com:4711/",
    "http://example.com/",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "data:text/html,<script>1</script>",
    "blob:http://127.0.0.1:4711/x",
    "convolve-shell:format-disk",
    "not a url",
    "",
  ])("blocks %s", (target) => {
    expect(decideNavigation(target, ENGINE)).toEqual({ kind: "block" });
  });

  it("opens papers and mail in the system's programs", () => {
    expect(
      decideNavigation("https://arxiv.org/abs/1801.04381", ENGINE),
    ).toEqual({ kind: "external", url: "https://arxiv.org/abs/1801.04381" });
    expect(decideNavigation("mailto:someone@example.com", ENGINE).kind).toBe(
      "external",
    );
  });

  it("lets the failure page restart the engine, also while there is none", () => {
    expect(decideNavigation("convolve-shell:restart-engine", null)).toEqual({
      kind: "shell",
      action: "restart-engine",
    });
  });

  it("allows no page while no engine runs", () => {
    expect(decideNavigation(`${ENGINE}/`, null)).toEqual({ kind: "block" });
  });
});

describe("decidePermission", () => {
  const camera = {
    permission: "media",
    requestingUrl: `${ENGINE}/try`,
    mediaTypes: ["video"],
    isMainFrame: true,
  };

  it("gives our own page the camera", () => {
    expect(decidePermission(camera, ENGINE)).toBe(true);
  });

  it.each([
    ["the microphone", { mediaTypes: ["audio"] }],
    ["camera and microphone together", { mediaTypes: ["video", "audio"] }],
    ["media of no stated kind", { mediaTypes: [] }],
    ["a foreign page", { requestingUrl: "https://example.com/" }],
    ["another port", { requestingUrl: "http://127.0.0.1:4712/" }],
    ["an embedded frame", { isMainFrame: false }],
    ["geolocation", { permission: "geolocation" }],
    ["notifications of the web kind", { permission: "notifications" }],
    ["USB", { permission: "usb" }],
    ["a page without an address", { requestingUrl: "" }],
  ])("refuses %s", (_name, change) => {
    expect(decidePermission({ ...camera, ...change }, ENGINE)).toBe(false);
  });

  it("allows the clipboard and full screen to our own page only", () => {
    for (const permission of [
      "clipboard-read",
      "clipboard-sanitized-write",
      "fullscreen",
    ]) {
      expect(
        decidePermission({ permission, requestingUrl: ENGINE }, ENGINE),
      ).toBe(true);
      expect(
        decidePermission(
          { permission, requestingUrl: "https://example.com" },
          ENGINE,
        ),
      ).toBe(false);
    }
  });

  it("refuses everything while no engine runs", () => {
    expect(decidePermission(camera, null)).toBe(false);
  });
});

describe("projectInArguments", () => {
  it("finds the project that the system hands over", () => {
    expect(
      projectInArguments([
        "convolve",
        "--flag",
        "/home/ann/Mushrooms.convolve",
      ]),
    ).toBe("/home/ann/Mushrooms.convolve");
    expect(projectInArguments(["convolve", "C:\\x\\A.convolve\\"])).toBe(
      "C:\\x\\A.convolve\\",
    );
  });

  it("takes nothing else for a project", () => {
    expect(
      projectInArguments(["a.convolve", "--x.convolve", "b.txt"]),
    ).toBeNull();
  });
});
