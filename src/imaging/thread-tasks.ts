import { parentPort } from "node:worker_threads";

import { describeError } from "#engine/base/errors.ts";

import type { ThreadReply, ThreadRequest } from "./thread-pool.ts";

/**
 * The worker's end of a `ThreadPool`: answers each task by its id, several at a time where the work waits.
 * @param transfer memory of a value that is handed over instead of copied
 */
export function answerTasks<Task, Value>(
  work: (task: Task) => Value | Promise<Value>,
  transfer: (value: Value) => Uint8Array | Float32Array | undefined,
): void {
  const port = parentPort;
  port?.on("message", (request: ThreadRequest<Task>) => {
    void answer(request, work).then((reply) => {
      const memory = reply.ok ? transfer(reply.value)?.buffer : undefined;
      port.postMessage(reply, memory instanceof ArrayBuffer ? [memory] : []);
    });
  });
}

async function answer<Task, Value>(
  { id, task }: ThreadRequest<Task>,
  work: (task: Task) => Value | Promise<Value>,
): Promise<ThreadReply<Value>> {
  try {
    return { id, ok: true, value: await work(task) };
  } catch (error) {
    return { id, ok: false, ...describeError(error) };
  }
}
