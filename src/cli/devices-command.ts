import { InvalidArgumentError, type Command } from "commander";

import type { Device, DeviceReport } from "#api/devices.ts";
import type { EngineClient } from "#engine/engine.ts";
import {
  inSession,
  openProjectSession,
  openSession,
} from "./command-session.ts";
import {
  formatRate,
  formatSeconds,
  printNote,
  printResult,
  type OutputOptions,
} from "./command-output.ts";
import { positiveNumber } from "./option-values.ts";
import { waitForJob } from "./wait-for-job.ts";

interface DevicesOptions extends OutputOptions {
  readonly project?: string;
  readonly model?: string;
  readonly size?: number;
  readonly width?: number;
  /** `--test` without ids is true: all that are found. */
  readonly test?: true | string[];
  readonly install?: "tensorflow" | "tensorflow-gpu";
  readonly linkTensorflow?: true | string;
}

export function addDevices(program: Command): void {
  program
    .command("devices")
    .description(
      "List what this machine has to compute with, what is used and why, and how to get a faster one.",
    )
    .option(
      "--project <directory>",
      "for the network of this project's newest run",
    )
    .option("--model <model>", "for this network; default: MobileNetV2 0.35")
    .option("--size <pixels>", "side of its input", positiveNumber)
    .option("--width <factor>", "its width", positiveNumber)
    .option(
      "--test [ids...]",
      "test these devices against the processor on the network, and measure them; default: all that are found",
    )
    .option(
      "--install <library>",
      "fetch and install a library: tensorflow, or tensorflow-gpu for CUDA",
      library,
    )
    .option(
      "--link-tensorflow [path]",
      "use a TensorFlow that is on this machine, such as a Python's",
    )
    .option("--json", "print the result as one line of JSON")
    .action(devices);
}

async function devices(options: DevicesOptions): Promise<void> {
  const session =
    options.project === undefined
      ? await openSession()
      : await openProjectSession(options.project);
  await inSession(session, async (client) => {
    await getTensorflow(client, options);
    const network = {
      model: options.model,
      inputSize: options.size,
      width: options.width,
    };
    if (options.test !== undefined) {
      const { jobId } = await client.devices.measure({
        ...network,
        deviceIds: options.test === true ? undefined : options.test,
      });
      await waitForJob(client, jobId);
    }
    const report = await client.devices.report(network);
    printResult(options, report, describeReport(report));
  });
}

async function getTensorflow(
  client: EngineClient,
  { install, linkTensorflow }: DevicesOptions,
): Promise<void> {
  if (install !== undefined) {
    const gpu = install === "tensorflow-gpu";
    const { jobId } = await client.devices.installTensorflow({ gpu });
    describeTensorflow(await waitForJob(client, jobId));
  }
  if (linkTensorflow !== undefined) {
    const path = linkTensorflow === true ? undefined : linkTensorflow;
    const { jobId } = await client.devices.linkTensorflow({ path });
    describeTensorflow(await waitForJob(client, jobId));
  }
}

function describeTensorflow(result: unknown): void {
  const { tensorflowVersion, path, usesGpu } = result as {
    tensorflowVersion: string;
    path: string;
    usesGpu: boolean;
  };
  printNote(
    `TensorFlow ${tensorflowVersion}${usesGpu ? " with CUDA" : ""} is ready: ${path}`,
  );
}

function describeReport({
  chosen,
  devices: all,
  advice,
  estimateSeconds,
}: DeviceReport): string {
  const untested = all.some(({ state }) => state === "untested");
  return [
    `For ${chosen.network.name}: ${chosen.id}. ${chosen.reason}`,
    "",
    ...all.flatMap(describeDevice),
    "",
    ...advice,
    ...(untested
      ? [
          `Testing everything takes about ${formatSeconds(estimateSeconds)}: convolve devices --test`,
        ]
      : []),
  ].join("\n");
}

function describeDevice(device: Device): string[] {
  const { id, name, provider, driver, state, note, remedy, test } = device;
  const mark = state === "chosen" ? "*" : state === "absent" ? "-" : " ";
  const speeds = [
    test?.forwardImagesPerSecond != null &&
      `forward ${formatRate(test.forwardImagesPerSecond)} images/s`,
    test?.trainingImagesPerSecond != null &&
      `training ${formatRate(test.trainingImagesPerSecond)} images/s`,
    driver !== null && `driver ${driver}`,
  ].filter((part) => part !== false);
  return [
    `${mark} ${id}: ${provider}${name === null ? "" : `, ${name}`}${speeds.length === 0 ? "" : ` (${speeds.join(", ")})`}`,
    `    ${note}${remedy === null ? "" : ` ${remedy}`}`,
    ...(test?.failures ?? []).map(
      (failure) => `    ${failure.op}, ${failure.pass}: ${failure.message}`,
    ),
  ];
}

function library(value: string): string {
  if (value === "tensorflow" || value === "tensorflow-gpu") return value;
  throw new InvalidArgumentError(
    "What can be installed is tensorflow and tensorflow-gpu.",
  );
}
