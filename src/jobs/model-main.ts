import { runModelProcess } from "./model-runner.ts";

// Entry of the model process.
runModelProcess(async () => (await import("./model-tasks.ts")).MODEL_TASKS);
