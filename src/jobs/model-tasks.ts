import type { ModelTask } from "./model-runner.ts";

/** Everything that the model process can do, by name. */
export const MODEL_TASKS: Readonly<Record<string, ModelTask>> = {};
