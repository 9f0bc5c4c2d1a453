import { createRandom } from "#engine/base/random.ts";
import { sizeOf, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import type { ComputeDevice, DeviceId } from "./device.ts";
import type { Executor, TrainerRequest } from "./executor.ts";
import { createOnnxExecutor } from "./onnx/executor.ts";
import { selfTestCases, type SelfTestCase } from "./self-test-cases.ts";
import { largestDifference } from "./self-test-difference.ts";
import { inputNumbers } from "./embedded-input.ts";
import { withoutKinks } from "./without-kinks.ts";

/** What a device is tested with: the chosen network. */
export interface TestedNetwork {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
}

/** One op of the network, or the whole of it, computed on the device and by onnxruntime on the CPU. */
export interface SelfTestEntry {
  /** In words a person knows: `conv2d “C3”, filters 16, kernelSize 5 on 14 × 14 × 6`, or `whole network`. */
  readonly op: string;
  readonly pass: "forward" | "backward";
  /** Largest difference as a part of the largest value; NaN when the device gave no number, null when it refused the op. */
  readonly largestDifference: number | null;
  readonly tolerance: number;
  readonly passed: boolean;
  /** What was wrong, in a sentence; null when it passed. */
  readonly message: string | null;
}

export interface SelfTestReport {
  readonly deviceId: DeviceId;
  /** All entries passed and the whole network was computed. */
  readonly passed: boolean;
  readonly entries: readonly SelfTestEntry[];
  /** Further ops of a kind that were left out because the time was up; the whole network, which has them, never is. */
  readonly skipped: readonly string[];
  readonly totalMs: number;
}

export interface SelfTestOptions {
  /** For the single ops together, but for the first of each kind; these and the whole network are always tested. Default 6,000. */
  readonly timeLimitMs?: number;
}

/**
 * What a device may differ by, as a part of the largest value of a tensor. Kernels that sum in another order differ by 1e-7 to 1e-5, and
 * tensor cores, which round factors to 11 bits, by up to 2e-3 in every op of MobileNetV2 and ResNet-18; a wrong kernel by 5e-2 and more.
 */
const SELF_TEST_TOLERANCE = {
  op: 1e-2,
  /**
   * Normalization is by running averages here: by the statistics of a batch of a few pictures it makes rounding errors grow backwards
   * through the layers (to 3e-2 with factors of 11 bits, 2e-3 without it), and is tested op by op.
   */
  network: 2e-2,
} as const;

/**
 * Compares a device with onnxruntime on the CPU: the network's own ops one by one, forward and backward, then the whole network on a
 * batch and one training step. Takes seconds. A device that does not pass must not be used for this network. Errors of the device
 * are entries of the report; a driver that ends the process can only be caught by running this in a process of its own.
 */
export async function selfTest(
  device: ComputeDevice,
  network: TestedNetwork,
  { timeLimitMs = 6_000 }: SelfTestOptions = {},
): Promise<SelfTestReport> {
  const start = performance.now();
  const entries: SelfTestEntry[] = [];
  const skipped: string[] = [];
  const report = (): SelfTestReport => ({
    deviceId: device.id,
    passed: entries.every(({ passed }) => passed),
    entries,
    skipped,
    totalMs: performance.now() - start,
  });
  const reference = createOnnxExecutor({ layout: "plain" });
  let tested: Executor;
  try {
    tested = await device.createExecutor();
  } catch (error) {
    entries.push(refused("whole network", "forward", NETWORK, error));
    return report();
  }
  const testedOps = new Set<string>();
  for (const each of selfTestCases(network.graph)) {
    const isOver = performance.now() - start > timeLimitMs;
    if (isOver && testedOps.has(each.op)) {
      skipped.push(each.title);
      continue;
    }
    testedOps.add(each.op);
    const weights = caseWeights(each.classifier, network.weights);
    const plan = opPlan(each, weights);
    entries.push(...(await compare(each.title, plan, reference, tested, OP)));
  }
  const plan = networkPlan(network);
  entries.push(
    ...(await compare("whole network", plan, reference, tested, NETWORK)),
  );
  return report();
}

const OP = SELF_TEST_TOLERANCE.op;
const NETWORK = SELF_TEST_TOLERANCE.network;

/** Runs on any executor; gives groups of tensors of like size, by name. */
type Run = (executor: Executor) => Promise<readonly TensorMap[]>;

interface Plan {
  readonly forward: Run;
  /** Undefined where there is nothing to learn from: no vector of scores. */
  readonly backward: Run | undefined;
}

async function compare(
  op: string,
  plan: Plan,
  reference: Executor,
  tested: Executor,
  tolerance: number,
): Promise<SelfTestEntry[]> {
  const entries: SelfTestEntry[] = [];
  for (const pass of ["forward", "backward"] as const) {
    const run = plan[pass];
    if (run === undefined) continue;
    const expected = await run(reference);
    let received: readonly TensorMap[];
    try {
      received = await run(tested);
    } catch (error) {
      entries.push(refused(op, pass, tolerance, error));
      continue;
    }
    const { difference, name } = largestDifference(expected, received);
    const passed = difference <= tolerance;
    const message = passed
      ? null
      : `${name} differs from the processor's by ${words(difference)} of its largest value; ${words(tolerance)} is allowed.`;
    entries.push({
      op,
      pass,
      largestDifference: difference,
      tolerance,
      passed,
      message,
    });
  }
  return entries;
}

function words(part: number): string {
  return Number.isNaN(part)
    ? "an unknown part (it is no number)"
    : `${Number((part * 100).toPrecision(2))} %`;
}

function refused(
  op: string,
  pass: SelfTestEntry["pass"],
  tolerance: number,
  error: unknown,
): SelfTestEntry {
  const message = error instanceof Error ? error.message : String(error);
  return {
    op,
    pass,
    largestDifference: null,
    tolerance,
    passed: false,
    message: `The device refused it: ${message}`,
  };
}

const OP_BATCH = 2;

function opPlan(each: SelfTestCase, weights: TensorMap): Plan {
  const input = inputFor(each.forward, OP_BATCH, each.indices);
  return {
    forward: (executor) =>
      forwardValues(executor, each.forward, weights, input),
    backward: async (executor) => {
      const step = await trainingStep(
        executor,
        each.classifier,
        weights,
        input,
        "training",
      );
      if (each.indices !== undefined) return step;
      const graph = each.forward;
      const layer = graph.input.name;
      const shape = shapeOf(inferShapes(graph), graph.output);
      const gradient = await executor.createGradient({ graph, weights, layer });
      try {
        const chosen = noise([OP_BATCH, ...shape], "chosen");
        const { gradients } = await gradient.run(input, chosen);
        return [...step, new Map([["the gradient of its input", gradients]])];
      } finally {
        await gradient.dispose();
      }
    },
  };
}

/** A batch and a step of about this many multiply-adds take a second or two on two cores. */
const NETWORK_MULTIPLY_ADDS = 4e9;
const NETWORK_BATCH = 4;

function networkPlan({ graph, weights }: TestedNetwork): Plan {
  const { total } = countMultiplyAdds(graph);
  const affordable = Math.floor(NETWORK_MULTIPLY_ADDS / Math.max(1, total));
  const batch = Math.max(1, Math.min(NETWORK_BATCH, affordable));
  const input = inputFor(graph, batch, inputNumbers(graph));
  const learns = weightSpecs(graph).some(({ trainable }) => trainable);
  const isVector = shapeOf(inferShapes(graph), graph.output).length === 1;
  // Probabilities hide differences: those of a fresh network are nearly equal whatever it computes.
  const scores = withoutSoftmax(graph).graph;
  return {
    forward: (executor) => forwardValues(executor, scores, weights, input),
    backward:
      learns && isVector
        ? (executor) =>
            trainingStep(
              executor,
              withoutKinks(graph),
              weights,
              input,
              "inference",
            )
        : undefined,
  };
}

async function forwardValues(
  executor: Executor,
  graph: LayerGraph,
  weights: TensorMap,
  input: Tensor,
): Promise<readonly TensorMap[]> {
  const forward = await executor.createForward({ graph, weights });
  try {
    const values = await forward.run(input);
    return [new Map([...values].map(([, value]) => ["its value", value]))];
  } finally {
    await forward.dispose();
  }
}

/** Loss, probabilities, gradients of all weights and new running averages of one step with every layer learning. */
async function trainingStep(
  executor: Executor,
  graph: LayerGraph,
  weights: TensorMap,
  input: Tensor,
  batchNormalization: TrainerRequest["batchNormalization"],
): Promise<readonly TensorMap[]> {
  const batchSize = input.shape[0] ?? 1;
  const trainer = await executor.createTrainer({
    graph,
    weights,
    trainableLayers: new Set(graph.layers.map(({ name }) => name)),
    batchNormalization,
    // After the first step the momentum is −gradient · learning rate, with all its digits.
    optimizer: { kind: "sgd", momentum: 0.9 },
    batchSize,
    seed: 1,
  });
  try {
    const [classes = 1] = shapeOf(inferShapes(graph), graph.output);
    const labels = new Float32Array(batchSize * classes);
    for (let row = 0; row < batchSize; row++)
      labels[row * classes + (row % classes)] = 1;
    const { loss, probabilities } = await trainer.step({
      input,
      labels: { shape: [batchSize, classes], data: labels },
      sampleWeights: {
        shape: [batchSize],
        data: new Float32Array(batchSize).fill(1),
      },
      learningRate: 1,
    });
    const state = await trainer.getState();
    const averages = weightSpecs(graph)
      .filter(({ role }) => role.startsWith("moving_"))
      .flatMap(({ name }) => {
        const value = state.weights.get(name);
        return value === undefined ? [] : [[`the new ${name}`, value] as const];
      });
    const gradients = [...state.slots].map(
      ([name, value]) =>
        [`the gradient of ${name.replace(/\/momentum$/, "")}`, value] as const,
    );
    return [
      new Map([["the loss", { shape: [1], data: Float32Array.of(loss) }]]),
      new Map([["the probabilities", probabilities]]),
      new Map(gradients),
      new Map(averages),
    ];
  } finally {
    await trainer.dispose();
  }
}

/** The network's own weights where the small network has the same, else fresh ones. */
function caseWeights(graph: LayerGraph, known: TensorMap): TensorMap {
  return new Map(
    [...initializeWeights(graph, 1)].map(([name, fresh]) => {
      const own = known.get(name);
      const fits = own?.shape.join() === fresh.shape.join();
      return [name, own !== undefined && fits ? own : fresh];
    }),
  );
}

function inputFor(
  graph: LayerGraph,
  batch: number,
  indices: number | undefined,
): Tensor {
  const shape = [batch, ...graph.input.shape];
  if (indices === undefined) return noise(shape, "input");
  const random = createRandom("self-test", "indices");
  const data = Float32Array.from({ length: sizeOf(shape) }, () =>
    random.integer(indices),
  );
  return { shape, data };
}

function noise(shape: readonly number[], key: string): Tensor {
  const random = createRandom("self-test", key);
  const data = Float32Array.from({ length: sizeOf(shape) }, () =>
    random.normal(),
  );
  return { shape, data };
}
