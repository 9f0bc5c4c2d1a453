import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { importFolder } from "#engine/datasets/import.ts";
import { createProject } from "#engine/storage/project.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

/**
 * Imports an archive of small JPEGs as a job does: unpacked into the project, hashed, decoded, with small pictures, rows and splits.
 * With `--python` a Python that has Pillow does the same work on the same cores after it, and the ratio is told.
 * Run: node test/bench/import-archive.ts [--archive FILE] [--threads 2] [--python PATH] [--folder FOLDER]
 */
const { values: options } = parseArgs({
  options: {
    archive: { type: "string" },
    threads: { type: "string", default: "2" },
    python: { type: "string" },
    /** Where both write; default: the system's temporary folder. */
    folder: { type: "string", default: tmpdir() },
  },
});
const SET = "datasets/cifar10-jpeg.tar.gz";
if (options.archive === undefined && !hasTestData(SET)) process.exit(0);
const archive = options.archive ?? testDataPath(SET);
const folder = await mkdtemp(join(options.folder, "convolve-bench-"));
try {
  const ours = await importArchive();
  console.log(JSON.stringify({ program: "convolve", ...ours }));
  if (options.python !== undefined) {
    const pillow = importByPillow(options.python);
    console.log(JSON.stringify({ program: "Pillow", ...pillow }));
    console.log(
      JSON.stringify({
        timesAsFastAsPillow: round(pillow.seconds / ours.seconds),
        // What other programs on the machine hardly change.
        timesAsFastByCpuSeconds: round(pillow.cpuSeconds / ours.cpuSeconds),
      }),
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function importArchive() {
  const projectDirectory = join(folder, "bench.convolve");
  const project = await createProject(projectDirectory, { name: "bench" });
  const started = performance.now();
  const cpuBefore = cpuSeconds();
  const phases = new Map<string, number>();
  let last = started;
  const { images } = await importFolder({
    projectDirectory,
    source: archive,
    copy: false,
    reader: project.reader,
    emit: (command, params) => project.writer.execute(command, params),
    threads: Number(options.threads),
    onProgress({ phase }) {
      const now = performance.now();
      phases.set(phase, (phases.get(phase) ?? 0) + (now - last) / 1000);
      last = now;
    },
  });
  const seconds = (performance.now() - started) / 1000;
  const spent = cpuSeconds() - cpuBefore;
  await project.close();
  return {
    pictures: images,
    seconds: round(seconds),
    cpuSeconds: round(spent),
    perSecond: Math.round(images / seconds),
    megabytes: Math.round(process.memoryUsage.rss() / 1e6),
    phases: Object.fromEntries(
      [...phases].map(([phase, passed]) => [phase, round(passed)]),
    ),
  };
}

function importByPillow(python: string): {
  seconds: number;
  cpuSeconds: number;
} {
  const script = join(import.meta.dirname, "import_archive.py");
  const out = execFileSync(
    python,
    [script, archive, join(folder, "pillow"), "--processes", options.threads],
    { encoding: "utf8" },
  );
  return JSON.parse(out) as ReturnType<typeof importByPillow>;
}

/** Of all threads. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
