import { StudioError } from "#engine/base/errors.ts";
import { leaveSignalsToTheEngine } from "./leave-signals.ts";
import {
  toPlainError,
  type FromModelProcess,
  type ProcessEnvironment,
  type ToModelProcess,
} from "./process-messages.ts";

/** One kind of short work, by name in the catalogue that `runModelProcess` is given. */
export type ModelTask = (
  params: never,
  environment: ProcessEnvironment,
) => Promise<unknown>;

/** The body of the model process: answers tasks until the engine ends it or is gone. */
export function runModelProcess(
  load: () => Promise<Readonly<Record<string, ModelTask>>>,
): void {
  let environment: ProcessEnvironment | undefined;
  leaveSignalsToTheEngine();
  process.on("disconnect", () => process.exit(0));
  process.on("message", (message: ToModelProcess) => {
    if (message.type === "configure") environment = message.environment;
    else void answer(message);
  });

  async function answer(
    message: Extract<ToModelProcess, { type: "task" }>,
  ): Promise<void> {
    const { id, name, params } = message;
    try {
      const task = (await load())[name];
      if (task === undefined || environment === undefined) {
        throw new StudioError(
          "model-process/unknown-task",
          `There is no task "${name}".`,
        );
      }
      const result = await task(params as never, environment);
      reply({ type: "reply", id, result });
    } catch (error) {
      reply({ type: "reply-error", id, error: toPlainError(error) });
    }
  }
}

function reply(message: FromModelProcess): void {
  if (!process.connected) return;
  process.send?.(message, undefined, undefined, () => undefined);
}
