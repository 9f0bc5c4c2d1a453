import { createRandom, type Random } from "#engine/base/random.ts";
import { sizeOf, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "./layer-graph.ts";
import type { Shape } from "./shapes.ts";
import {
  isKernel,
  weightSpecs,
  type WeightRole,
  type WeightSpec,
} from "./weights.ts";

/**
 * How kernels start.
 * `glorot-uniform` is Keras's default: Xavier Glorot, Yoshua Bengio, Understanding the difficulty of training deep
 * feedforward neural networks, 2010. `he-normal` is for networks of rectifiers: He et al., Delving Deep into Rectifiers, 2015,
 * https://arxiv.org/abs/1502.01852; normal, cut at two standard deviations as in Keras. `lecun-1998` is LeNet-5's: evenly in
 * ±2.4 / inputs of the unit (LeCun et al., Gradient-based learning applied to document recognition, 1998, appendix A).
 */
export type KernelInitializer = "glorot-uniform" | "he-normal" | "lecun-1998";

/**
 * Fresh weights for a network: kernels drawn from (seed, weight name), tables of embeddings evenly in ±0.05, codes −1 or 1, biases and
 * β zero, γ one (of layerScale its initial value), means zero, variances one.
 */
export function initializeWeights(
  graph: LayerGraph,
  seed: number,
  options: { readonly kernels?: KernelInitializer } = {},
): TensorMap {
  const initializer = options.kernels ?? "glorot-uniform";
  const depthwise = new Set(
    graph.layers
      .filter(({ op }) => op === "depthwiseConv2d")
      .map(({ name }) => name),
  );
  return new Map(
    weightSpecs(graph).map((spec) => [
      spec.name,
      freshTensor(spec, seed, initializer, depthwise.has(spec.layer)),
    ]),
  );
}

function freshTensor(
  { name, shape, role, initialValue }: WeightSpec,
  seed: number,
  initializer: KernelInitializer,
  isDepthwise: boolean,
): Tensor {
  const data = new Float32Array(sizeOf(shape));
  const filling = initialValue ?? (STARTS_AT_ONE.has(role) ? 1 : 0);
  if (filling !== 0) data.fill(filling);
  if (role === "codes") {
    const random = createRandom(seed, "weights", name);
    for (let i = 0; i < data.length; i++)
      data[i] = random.next() < 0.5 ? -1 : 1;
  }
  if (isKernel(role)) {
    const random = createRandom(seed, "weights", name);
    const draw =
      role === "embeddings"
        ? () => random.uniform(-EMBEDDING_LIMIT, EMBEDDING_LIMIT)
        : kernelDraw(initializer, shape, isDepthwise, random);
    for (let i = 0; i < data.length; i++) data[i] = draw();
  }
  return { shape, data };
}

const STARTS_AT_ONE: ReadonlySet<WeightRole> = new Set([
  "gamma",
  "moving_variance",
  "variance",
]);

/** Keras's default for embeddings. */
const EMBEDDING_LIMIT = 0.05;

function kernelDraw(
  initializer: KernelInitializer,
  shape: Shape,
  isDepthwise: boolean,
  random: Random,
): () => number {
  const { fanIn, fanOut } = fans(shape);
  if (initializer === "lecun-1998") {
    const inputs = isDepthwise ? sizeOf(shape.slice(0, -2)) : fanIn;
    return () => random.uniform(-2.4 / inputs, 2.4 / inputs);
  }
  if (initializer === "glorot-uniform") {
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    return () => random.uniform(-limit, limit);
  }
  const deviation = Math.sqrt(2 / fanIn) / DEVIATION_AFTER_CUT;
  return () => deviation * cutNormal(random);
}

/** Standard deviation of a standard normal cut at ±2. */
const DEVIATION_AFTER_CUT = 0.87962566103423978;

function cutNormal(random: Random): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}

/** Inputs and outputs of one unit, read from the kernel's shape as Keras does. */
function fans(shape: Shape): { fanIn: number; fanOut: number } {
  const window = sizeOf(shape.slice(0, -2));
  return {
    fanIn: window * (shape.at(-2) ?? 1),
    fanOut: window * (shape.at(-1) ?? 1),
  };
}
