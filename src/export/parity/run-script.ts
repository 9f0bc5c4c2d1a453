import { execFile } from "node:child_process";
import { join } from "node:path";
import type { CheckScript } from "#engine/export/export-types.ts";

/** What a check script answered, or why it could not be run on this machine. */
export type ScriptOutcome =
  | { readonly kind: "answers"; readonly probabilities: readonly number[][] }
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };

const TIME_LIMIT_MS = 300_000;
const PROBE_LIMIT_MS = 30_000;

/**
 * Runs a check script that was just exported, as a person would, on files.
 * Node scripts find the packages of the app; Python is used where it has the packages.
 */
export async function runCheckScript(
  directory: string,
  check: CheckScript,
  files: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ScriptOutcome> {
  const program =
    check.language === "node" ? nodeProgram() : await findPython(signal);
  if (program === undefined) {
    return {
      kind: "skipped",
      reason: "No Python with onnxruntime, Pillow and NumPy was found here.",
    };
  }
  const script = join(directory, check.script);
  const [command, ...before] = program;
  try {
    const options = { signal, timeout: TIME_LIMIT_MS };
    const output = await run(
      command,
      [...before, script, "--json", ...files],
      options,
    );
    const answers = JSON.parse(output.trim().split("\n").at(-1) ?? "") as {
      probabilities: number[];
    }[];
    return {
      kind: "answers",
      probabilities: answers.map((answer) => answer.probabilities),
    };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { kind: "failed", reason: lastWords(error) };
  }
}

type Program = readonly [string, ...string[]];

/**
 * This Node, with one addition: packages that cannot be found from the export's directory are looked up from here. A person
 * installs them beside the script instead.
 */
function nodeProgram(): Program {
  const hook = `import { registerHooks } from "node:module";
registerHooks({ resolve(specifier, context, next) {
  try { return next(specifier, context); }
  catch (error) {
    if (/^[./]/.test(specifier)) throw error;
    return next(specifier, { ...context, parentURL: ${JSON.stringify(import.meta.url)} });
  }
} });`;
  return [
    process.execPath,
    "--no-warnings",
    "--import",
    `data:text/javascript,${encodeURIComponent(hook)}`,
  ];
}

/** The first Python that has what `check.py` needs; CONVOLVE_PYTHON names one before all others. */
async function findPython(
  signal: AbortSignal | undefined,
): Promise<Program | undefined> {
  const named = process.env["CONVOLVE_PYTHON"];
  for (const command of named ? [named] : ["python3", "python"]) {
    try {
      const options = { signal, timeout: PROBE_LIMIT_MS };
      await run(command, ["-c", "import onnxruntime, PIL, numpy"], options);
      // Nothing is to lie beside the scripts that was not exported.
      return [command, "-B"];
    } catch {
      // Not there, or without the packages: the next one may do.
    }
  }
  return undefined;
}

function run(
  command: string,
  parameters: readonly string[],
  options: {
    readonly signal: AbortSignal | undefined;
    readonly timeout: number;
  },
): Promise<string> {
  const { signal, timeout } = options;
  return new Promise((resolve, reject) => {
    execFile(
      command,
      parameters,
      { timeout, maxBuffer: 64 * 1024 * 1024, ...(signal ? { signal } : {}) },
      (error, output, errors) => {
        if (error === null) resolve(output);
        else
          reject(new Error(errors.trim() || error.message, { cause: error }));
      },
    );
  });
}

/** The line that names the error, wherever the stack stands; else the last lines. */
function lastWords(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split("\n");
  const named = lines.findLast((line) =>
    /^[\w.]*(?:Error|Exception)\b/.test(line),
  );
  return (named ?? lines.slice(-3).join(" ")).slice(0, 500);
}
