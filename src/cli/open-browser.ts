import { spawn } from "node:child_process";

/** How each system opens an address with the person's own browser. */
const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
  darwin: ["open"],
  linux: ["xdg-open"],
};

/**
 * Opens an address in the default browser, if there is one and a screen to show it on.
 * @returns whether a browser was asked to
 */
export async function openBrowser(url: string): Promise<boolean> {
  const opener = OPENERS[process.platform];
  const hasScreen =
    process.platform !== "linux" ||
    Boolean(process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"]);
  if (!opener || !hasScreen) return false;
  const [program, ...options] = opener;
  return new Promise((resolve) => {
    const child = spawn(program, [...options, url], {
      stdio: "ignore",
      detached: true,
    });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}
