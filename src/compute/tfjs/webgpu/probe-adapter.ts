import type { DeviceProbe } from "#engine/compute/device.ts";
import { runChild } from "#engine/compute/tfjs/native/run-child.ts";
import { NO_ADAPTER_REMEDY, type Adapter } from "./dawn.ts";

const TIME_LIMIT_MS = 30_000;
const MARK = "convolve-adapter:";
const SCRIPT = `
const { create } = await import(process.argv[1]);
const gpu = create([]);
const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
const info = adapter && { vendor: adapter.info.vendor, architecture: adapter.info.architecture, device: adapter.info.device, description: adapter.info.description, isFallbackAdapter: adapter.info.isFallbackAdapter };
process.stdout.write(${JSON.stringify(MARK)} + JSON.stringify(info) + "\\n", () => process.exit(0));`;

/** Asks Dawn for a graphics card in a process of its own, which a broken driver may take down without harm. */
export async function probeAdapter(): Promise<DeviceProbe> {
  const outcome = await runChild({
    command: process.execPath,
    arguments: [
      "--input-type=module",
      "-e",
      SCRIPT,
      import.meta.resolve("webgpu"),
    ],
    timeLimitMs: TIME_LIMIT_MS,
  });
  const answer = outcome.output
    .split("\n")
    .find((line) => line.includes(MARK))
    ?.slice(MARK.length);
  if (answer === undefined) {
    const reason = outcome.isTimedOut
      ? "Asking the graphics driver took longer than half a minute."
      : `Dawn, the WebGPU library, does not work here: ${lastWords(outcome.output)}`;
    return { isPresent: false, reason, remedy: NO_ADAPTER_REMEDY };
  }
  const info = JSON.parse(answer) as Adapter["info"] | null;
  if (info === null) {
    return {
      isPresent: false,
      reason: "No graphics card was found through WebGPU.",
      remedy: NO_ADAPTER_REMEDY,
    };
  }
  return {
    isPresent: true,
    name: nameOf(info),
    driver: info.description || null,
    memoryBytes: null,
  };
}

/** Drivers without a card behind them call themselves fallbacks: they compute on the processor, slowly. */
function nameOf(info: Adapter["info"]): string {
  const make = [info.vendor, info.architecture].join(" ").trim();
  const name = info.device || info.description || make || "Graphics card";
  return info.isFallbackAdapter ? `${name} (in software)` : name;
}

function lastWords(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return (
    lines.find((line) => /^\w*Error:/.test(line)) ??
    lines.findLast((line) => line !== "") ??
    "it ended without a word."
  );
}
