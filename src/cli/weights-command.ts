import { resolve } from "node:path";

import type { Command } from "commander";

import type { PublishedWeights } from "#api/weights.ts";
import {
  formatShare,
  printResult,
  type OutputOptions,
} from "./command-output.ts";
import { inSession, openSession } from "./command-session.ts";
import { waitForJob } from "./wait-for-job.ts";

export function addWeights(program: Command): void {
  const weights = program
    .command("weights")
    .description(
      "Get the weights that publishers offer for networks of the catalogue.",
    );
  weights
    .command("list", { isDefault: true })
    .description("What there is, and what is on this machine.")
    .option("--json", "print the result as one line of JSON")
    .action(list);
  weights
    .command("download")
    .description(
      "Fetch weights; a download that was cut off goes on where it ended.",
    )
    .argument("<id>", "weights or a model, such as mobilenet-v2-0.35-96")
    .option("--whole", "with the classifier of ImageNet's 1,000 classes")
    .option("--proxy <url>", "go through this proxy from now on")
    .option("--mirror <url>", "take files from this copy from now on")
    .option("--json", "print the result as one line of JSON")
    .action(download);
  weights
    .command("import")
    .description(
      "Take a publisher's file that was fetched by other means; checked as a download is.",
    )
    .argument("<file>", "the file, under the name it was published with")
    .option("--as <id>", "the weights that it is, where its name was changed")
    .option("--json", "print the result as one line of JSON")
    .action(importFile);
  weights
    .command("remove")
    .description("Remove weights from this machine.")
    .argument("<id>", "weights that are here")
    .option("--json", "print the result as one line of JSON")
    .action(remove);
}

async function list(options: OutputOptions): Promise<void> {
  await inSession(await openSession(), async (client) => {
    const all = await client.weights.list({});
    printResult(options, all, all.map(describe).join("\n"));
  });
}

interface DownloadOptions extends OutputOptions {
  readonly whole?: true;
  readonly proxy?: string;
  readonly mirror?: string;
}

async function download(id: string, options: DownloadOptions): Promise<void> {
  const { whole, proxy, mirror } = options;
  await inSession(await openSession(), async (client) => {
    if (proxy !== undefined || mirror !== undefined) {
      await client.system.updateSettings({
        ...(proxy === undefined ? {} : { proxy: proxy || null }),
        ...(mirror === undefined ? {} : { mirror: mirror || null }),
      });
    }
    const part = whole ? "whole" : "body";
    const { jobId } = await client.weights.download({ id, part });
    printGot(options, await waitForJob(client, jobId));
  });
}

async function importFile(
  file: string,
  options: OutputOptions & { readonly as?: string },
): Promise<void> {
  await inSession(await openSession(), async (client) => {
    const { jobId } = await client.weights.import({
      path: resolve(file),
      ...(options.as === undefined ? {} : { id: options.as }),
    });
    printGot(options, await waitForJob(client, jobId));
  });
}

async function remove(id: string, options: OutputOptions): Promise<void> {
  await inSession(await openSession(), async (client) => {
    await client.weights.remove({ id });
    printResult(options, { removed: id }, `${id} is removed.`);
  });
}

/** @param result of the job */
function printGot(options: OutputOptions, result: unknown): void {
  const { id, model, width, inputSize, path, bytes, checkedBy } = result as {
    id: string;
    model: string;
    width: number;
    inputSize: number;
    path: string;
    bytes: number;
    checkedBy: PublishedWeights["checkedBy"];
  };
  const how =
    checkedBy === "published-hash"
      ? "It has the publisher's hash."
      : "Its publisher states no hash: shapes and answers were looked at, and its SHA-256 is kept and compared from now on.";
  printResult(
    options,
    result,
    `${id} is here (${megabytes(bytes)}): ${path}\n${how} Train on it with: convolve train --model ${model}${width === 1 ? "" : ` --width ${width}`} --input-size ${inputSize}`,
  );
}

const STATES: Readonly<Record<PublishedWeights["state"], string>> = {
  "to-download": "to download",
  begun: "begun",
  downloading: "downloading",
  here: "here",
};

function describe(weights: PublishedWeights): string {
  const { id, name, inputSize, accuracy, licence, state, bytes } = weights;
  const parts = [
    `${name} at ${inputSize} px`,
    accuracy === null ? "" : `ImageNet top-1 ${formatShare(accuracy.top1)}`,
    licence,
    `${STATES[state]}${bytes === null ? "" : ` (${megabytes(bytes)})`}`,
  ];
  return `${id}: ${parts.filter((part) => part !== "").join(", ")}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
