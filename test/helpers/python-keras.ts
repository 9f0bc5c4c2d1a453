import { execFileSync } from "node:child_process";

const PYTHON = process.env["CONVOLVE_PYTHON"] ?? "python3";
const ENVIRONMENT = {
  ...process.env,
  KERAS_BACKEND: "tensorflow",
  TF_CPP_MIN_LOG_LEVEL: "3",
};

/** Whether Python with Keras 3 is there; says once on the console what is skipped where it is not. */
export function hasKeras(what: string): boolean {
  try {
    runKeras(["-c", "import keras; assert keras.__version__[0] == '3'"]);
    return true;
  } catch {
    console.warn(
      `Skipped: ${what} needs Python with Keras 3. Set CONVOLVE_PYTHON to such a Python.`,
    );
    return false;
  }
}

/** Runs Python. @param input what it reads from standard input @returns what it prints */
export function runKeras(commandLine: readonly string[], input = ""): string {
  return execFileSync(PYTHON, [...commandLine], {
    input,
    env: ENVIRONMENT,
    stdio: ["pipe", "pipe", "ignore"],
    encoding: "utf8",
  });
}
