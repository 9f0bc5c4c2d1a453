import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { Option, type Command } from "commander";

import type { DoctorReport, Finding } from "#api/doctor.ts";
import type { EngineClient } from "#engine/engine.ts";
import { inSession, openProjectSession } from "./command-session.ts";
import { printResult, type OutputOptions } from "./command-output.ts";
import { waitForJob } from "./wait-for-job.ts";

interface DoctorOptions extends OutputOptions {
  readonly check?: string;
  readonly scope: "quick" | "whole";
  readonly limit: string;
}

/** What `--json` prints: the report, with the findings of each check. */
interface Examined extends Omit<DoctorReport, "checks"> {
  readonly checks: readonly (DoctorReport["checks"][number] & {
    readonly findings: readonly Finding[];
  })[];
}

const PAGE = 500;

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description(
      "Look for what is wrong with the pictures: broken files, copies, leaks between the sides, wrong labels, poor pictures, shortcuts. Nothing is changed.",
    )
    .argument(
      "<source>",
      "a project, or a folder of pictures, which is imported into a project that is gone afterwards",
    )
    .option("--check <id>", "only this check's findings")
    .addOption(
      new Option(
        "--scope <scope>",
        "quick: files, copies and measures; whole: also what needs the built-in network",
      )
        .choices(["quick", "whole"])
        .default("whole"),
    )
    .option("--limit <count>", "findings to print of each check", "50")
    .option("--json", "print the result as one line of JSON")
    .action(examine);
}

async function examine(source: string, options: DoctorOptions): Promise<void> {
  if (existsSync(join(resolve(source), "project.json"))) {
    await examineProject(source, options);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), "convolve-doctor-"));
  try {
    await examineProject(join(folder, "project.convolve"), options, source);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function examineProject(
  project: string,
  options: DoctorOptions,
  source?: string,
): Promise<void> {
  const session = await openProjectSession(
    project,
    source === undefined ? {} : { createFor: source },
  );
  const examined = await inSession(session, async (client) => {
    if (source !== undefined) {
      const { jobId } = await client.datasets.import({
        folder: resolve(source),
        copy: false,
      });
      await waitForJob(client, jobId);
    }
    const { jobId } = await client.doctor.start({ scope: options.scope });
    await waitForJob(client, jobId);
    return readExamined(client, options);
  });
  printResult(options, examined, describeExamined(examined));
}

async function readExamined(
  client: EngineClient,
  { check, limit, json }: DoctorOptions,
): Promise<Examined> {
  const report = await client.doctor.report({});
  if (check !== undefined) await client.doctor.findings({ check, limit: 1 });
  const wanted = json ? Number.POSITIVE_INFINITY : Math.max(0, Number(limit));
  const checks = report.checks
    .filter(({ id }) => check === undefined || id === check)
    .map(async (entry) => ({
      ...entry,
      findings: await readAll(client, entry.id, Math.min(entry.open, wanted)),
    }));
  return { ...report, checks: await Promise.all(checks) };
}

async function readAll(
  client: EngineClient,
  check: string,
  wanted: number,
): Promise<Finding[]> {
  const all: Finding[] = [];
  while (all.length < wanted) {
    const limit = Math.min(PAGE, wanted - all.length);
    const { findings } = await client.doctor.findings({
      check,
      offset: all.length,
      limit,
    });
    if (findings.length === 0) break;
    all.push(...findings);
  }
  return all;
}

function describeExamined({ pictures, open, checks }: Examined): string {
  const lines = checks
    .filter(
      (check) => check.open + check.remarkCount > 0 || check.leftOut !== null,
    )
    .flatMap((check) => [
      "",
      `${check.title} (${check.id}): ${check.open + check.remarkCount}`,
      `  ${check.why}`,
      ...(check.leftOut === null ? [] : [`  Left out: ${check.leftOut}`]),
      ...check.remarks.map(({ message, path, sureness }) =>
        [
          `  - ${path === undefined ? "" : `${path}: `}${message}`,
          `(${sureness})`,
        ].join(" "),
      ),
      ...check.findings.map(
        ({ picture, other, message, sureness }) =>
          `  - ${picture.path}${other === null ? "" : ` and ${other.path}`}: ${message} (${sureness})`,
      ),
      ...(check.open > check.findings.length
        ? [`  … and ${check.open - check.findings.length} more`]
        : []),
    ]);
  return [
    `${pictures} pictures were looked at: ${open === 1 ? "1 finding" : `${open} findings`}.`,
    ...lines,
  ].join("\n");
}
