import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";

import type { Executor } from "#engine/compute/executor.ts";
import { describeError } from "#engine/base/errors.ts";
import { createBenchExecutor, presentDevices } from "./bench-devices.ts";
import { prepareDecode } from "./decode-measure.ts";
import { memoryPeak, resetMemoryPeak } from "./memory-peak.ts";
import { prepareMeasure, type MeasureKind } from "./measures.ts";
import type { PreparedMeasure } from "./measures.ts";
import { BENCH_NETWORKS, type BenchNetworkId } from "./networks.ts";
import type { SideRequest } from "./side-messages.ts";
import {
  openBackbone,
  runTransfer,
  type TransferRequest,
} from "./transfer-side.ts";
import { readWorkload, writeBackbone, writeWorkload } from "./workload.ts";

/** Our own side: obeys the same lines of JSON as the sides in Python (`side-messages.ts`), and ends with its input. */
type Handler = (request: SideRequest, tell: Tell) => Promise<unknown>;
type Tell = (event: unknown) => void;

const threads = Number(
  process.env["CONVOLVE_BENCH_THREADS"] ?? availableParallelism(),
);
let executor: Executor | undefined;
let prepared: PreparedMeasure | undefined;

const HANDLERS: Readonly<Record<string, Handler>> = {
  devices: async () => presentDevices(),
  open: async ({ device }) => {
    executor = await createBenchExecutor(String(device), threads);
    return null;
  },
  writeWorkload: async ({ folder, network }) => {
    await writeWorkload(
      String(folder),
      BENCH_NETWORKS[network as BenchNetworkId],
      opened(),
    );
    return null;
  },
  writeBackbone: async ({ folder, backbone }) => {
    await writeBackbone(
      String(folder),
      await openBackbone(backbone as string | null),
    );
    return null;
  },
  transfer: async (request, tell) => {
    await runTransfer(request as unknown as TransferRequest, opened(), tell);
    return null;
  },
  prepare: async (request) => {
    await prepared?.dispose();
    prepared = undefined;
    resetMemoryPeak();
    const { kind, folder, files, size } = request;
    prepared =
      kind === "decode"
        ? await prepareDecode(files as string[], Number(size), threads)
        : await prepareMeasure(
            kind as MeasureKind,
            await readWorkload(String(folder)),
            opened(),
            threads,
          );
    const { parameters, check, ms } = prepared;
    return { parameters, check, ms };
  },
  measure: async ({ count }) => {
    const ms: number[] = [];
    for (let run = 0; run < Number(count); run++) {
      const start = performance.now();
      await prepared?.run();
      ms.push(performance.now() - start);
    }
    return { ms };
  },
};

function opened(): Executor {
  if (executor) return executor;
  throw new TypeError("Expected the request open before this one.");
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as SideRequest;
  const cpuMsBefore = cpuMs();
  const { id } = request;
  const tell: Tell = (event) => send({ id, event });
  try {
    const handler = HANDLERS[request.do];
    if (!handler) throw new TypeError(`There is no request "${request.do}".`);
    const result = await handler(request, tell);
    send({ id, result, usage: { ...usage(), cpuMsBefore } });
  } catch (error) {
    const { message } = describeError(error);
    send({ id, error: message, usage: { ...usage(), cpuMsBefore } });
  }
}
await prepared?.dispose();
process.exit(0);

function send(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function usage(): { cpuMs: number; peakBytes: number } {
  return {
    cpuMs: cpuMs(),
    peakBytes: memoryPeak(),
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
