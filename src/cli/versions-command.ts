import { Option, type Command } from "commander";

import type {
  Restored,
  Snapshot,
  VersionComparison,
  VersionReference,
} from "#api/versions.ts";
import { alignedTable } from "#engine/base/aligned-table.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { EngineClient } from "#engine/engine.ts";
import { inSession, openProjectSession } from "./command-session.ts";
import { printResult, type OutputOptions } from "./command-output.ts";
import { waitForJob } from "./wait-for-job.ts";

interface VersionsOptions extends OutputOptions {
  readonly project: string;
}

interface RestoreOptions extends VersionsOptions {
  readonly later: "stay" | "exclude";
  readonly dryRun?: boolean;
}

type Listed = Awaited<ReturnType<EngineClient["versions"]["list"]>>;

const VERSION =
  "`now`, the name of a snapshot, the id of a run (its data), or the beginning of a digest";

export function addVersions(program: Command): void {
  const versions = program
    .command("versions")
    .description(
      "Snapshots of which pictures, labels and sides a project has: list, save, compare, restore.",
    );
  const command = (name: string, description: string) =>
    versions
      .command(name)
      .description(description)
      .requiredOption("--project <directory>", "the project")
      .option("--json", "print the result as one line of JSON");
  command("list", "List snapshots, and the data that each run saw.").action(
    list,
  );
  command("save", "Save a snapshot of the data as it is.")
    .argument("<name>", "what it is called")
    .action(save);
  command("diff", "Say what differs between two versions.")
    .argument("<from>", VERSION)
    .argument("[to]", VERSION, "now")
    .action(diff);
  command(
    "restore",
    "Go back to the labels, sides, exclusions and classes of a version; can be undone in the studio.",
  )
    .argument("<version>", VERSION)
    .addOption(
      new Option("--later <choice>", "what becomes of pictures that came later")
        .choices(["stay", "exclude"])
        .default("stay"),
    )
    .option("--dry-run", "only say what would change")
    .action(restore);
}

async function list(options: VersionsOptions): Promise<void> {
  const listed = await withProject(options, (client) =>
    client.versions.list({}),
  );
  printResult(options, listed, describeList(listed));
}

async function save(name: string, options: VersionsOptions): Promise<void> {
  const snapshot = await withProject(options, async (client) => {
    const { jobId } = await client.versions.save({ name });
    return (await waitForJob(client, jobId)) as Snapshot;
  });
  printResult(
    options,
    snapshot,
    `Saved “${snapshot.name}”: ${snapshot.imageCount} pictures, version ${snapshot.digest.slice(0, 12)}.`,
  );
}

async function diff(
  from: string,
  to: string,
  options: VersionsOptions,
): Promise<void> {
  const comparison = await withProject(options, async (client) => {
    const listed = await client.versions.list({});
    return client.versions.compare({
      from: findVersion(listed, from),
      to: findVersion(listed, to),
    });
  });
  printResult(options, comparison, describeComparison(comparison));
}

async function restore(
  version: string,
  options: RestoreOptions,
): Promise<void> {
  const result = await withProject(options, async (client) => {
    const to = findVersion(await client.versions.list({}), version);
    const comparison = await client.versions.compare({ from: "now", to });
    if (options.dryRun || to === "now") return { ...comparison, changed: 0 };
    const { jobId } = await client.versions.restore({
      digest: to,
      added: options.later,
    });
    const { changed } = (await waitForJob(client, jobId)) as Restored;
    return { ...comparison, changed };
  });
  const gone = result.counts.added;
  printResult(
    options,
    result,
    [
      options.dryRun
        ? "This would be the way back:"
        : `${result.changed} changes were made.`,
      describeComparison(result, {
        added: "gone, so they cannot come back",
        removed: "that came later",
      }),
      ...(gone > 0
        ? [`${gone} pictures of the version are no longer in the data set.`]
        : []),
    ].join("\n"),
  );
}

async function withProject<T>(
  { project }: VersionsOptions,
  work: (client: EngineClient) => Promise<T>,
): Promise<T> {
  return inSession(await openProjectSession(project), work);
}

/** @throws StudioError `versions/unknown`, `versions/ambiguous` */
function findVersion(
  { snapshots, runs }: Listed,
  name: string,
): VersionReference {
  if (name === "now") return name;
  const known = [
    ...snapshots.map(({ name: called, digest }) => ({ called, digest })),
    ...runs.map(({ runId, digest }) => ({ called: runId, digest })),
  ];
  const found =
    known.find(({ called }) => called === name)?.digest ??
    (/^[0-9a-f]{6,64}$/.test(name)
      ? only(
          known
            .map(({ digest }) => digest)
            .filter((digest) => digest.startsWith(name)),
          name,
        )
      : undefined);
  if (found !== undefined) return found;
  throw new StudioError(
    "versions/unknown",
    `Expected now, the name of a snapshot, the id of a run or a digest of at least 6 digits. Received: "${name}". ${known.length === 0 ? "The project has no versions yet; save one with `convolve versions save`." : `The versions are ${[...new Set(known.map(({ called }) => called))].join(", ")}.`}`,
  );
}

function only(digests: readonly string[], name: string): string | undefined {
  if (new Set(digests).size < 2) return digests[0];
  throw new StudioError(
    "versions/ambiguous",
    `Several versions begin with ${name}. Write more of its digits.`,
  );
}

function describeList({ snapshots, runs }: Listed): string {
  if (snapshots.length + runs.length === 0) {
    return "There are no versions yet. Save one with `convolve versions save`; each training keeps its own.";
  }
  return alignedTable([
    ["version", "kind", "pictures", "digest", "from"],
    ...snapshots.map(({ name, imageCount, digest, createdAt }) => [
      name,
      "snapshot",
      String(imageCount),
      digest.slice(0, 12),
      createdAt,
    ]),
    ...runs.map(({ runId, imageCount, digest, createdAt }) => [
      runId,
      "run",
      String(imageCount),
      digest.slice(0, 12),
      createdAt,
    ]),
  ]).join("\n");
}

/** @param words for kinds that are called otherwise here */
function describeComparison(
  {
    counts,
    unchanged,
    renames,
    classesAdded,
    classesRemoved,
  }: VersionComparison,
  words: Partial<Record<keyof VersionComparison["counts"], string>> = {},
): string {
  const lines = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(
      ([kind, count]) =>
        `  ${count} ${words[kind as keyof typeof words] ?? KINDS[kind as keyof typeof KINDS]}`,
    );
  return [
    `${unchanged} pictures are the same in every way.`,
    ...lines,
    ...renames.map(
      ({ from, to, pictures }) =>
        `  class “${from}” was renamed to “${to}” (${pictures} pictures)`,
    ),
    ...classesAdded.map((name) => `  class “${name}” is new`),
    ...classesRemoved.map((name) => `  class “${name}” is gone`),
  ].join("\n");
}

const KINDS = {
  added: "added",
  removed: "removed",
  relabelled: "with another label",
  moved: "on another side",
  excluded: "excluded",
  included: "included again",
} as const;
