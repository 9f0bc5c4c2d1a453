import { StudioError } from "#engine/base/errors.ts";
import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import type { GraphInput, LayerGraph } from "#engine/graph/layer-graph.ts";
import { MAXIMUM_WEIGHTS } from "#engine/models/weights/weight-limits.ts";
import { NetworkWriter } from "./network-writer.ts";
import { unsupportedForm, unsupportedOperations } from "./unsupported.ts";
import type { AxisOrder, Feature, Operation, Value } from "./values.ts";

/** What one operation of a file becomes. */
export type Rule<T extends Operation> = (
  operation: T,
  context: RuleContext,
) => Value;

/** What a rule may ask for and write to. */
export interface RuleContext {
  readonly network: NetworkWriter;
  /** @throws StudioError `models/unsupported-operation` where there is none */
  value(index: number): Value;
  /** A value that must be a layer's. */
  feature(index: number): Feature;
  /** A value that must be numbers of the file. */
  constant(index: number): Tensor;
  has(index: number): boolean;
}

export interface Conversion<T extends Operation> {
  /** For messages, and as name of the network. */
  readonly file: string;
  readonly input: GraphInput & { readonly order: AxisOrder };
  /** What the file calls the input. */
  readonly inputValue: string;
  /** What the file calls the network's answer. */
  readonly output: string;
  readonly operations: readonly T[];
  /** Numbers that the file holds, decoded when they are needed. */
  readonly constant: (name: string) => Tensor | undefined;
  readonly rules: Readonly<Record<string, Rule<T>>>;
}

/**
 * Reads the operations that lead from the input to the output as layers with weights. The network that comes out is one of ordinary
 * layers: kernels, biases and, where the file still has it, batch normalization. So it is cut, used and trained further as any other,
 * and nothing is forbidden: where a converter has folded the normalization into kernels, they are trained without it.
 * @throws StudioError `models/unsupported-operation` with the list of operations that have no rule; `models/bad-graph`, `graph/…`
 */
export function convertOperations<T extends Operation>(
  conversion: Conversion<T>,
): { readonly graph: LayerGraph; readonly weights: TensorMap } {
  const { file, input, rules } = conversion;
  const needed = neededOperations(conversion);
  const unknown = needed.filter(({ op }) => !Object.hasOwn(rules, op));
  if (unknown.length > 0)
    throw unsupportedOperations(
      file,
      unknown.map(({ op }) => op),
    );
  const network = new NetworkWriter({ name: input.name, shape: input.shape });
  const uses = countUses(needed, conversion.output);
  const values = new Map<string, Value>([
    [
      conversion.inputValue,
      {
        kind: "feature",
        layer: input.name,
        shape: input.shape,
        order: input.order,
        isShared: (uses.get(conversion.inputValue) ?? 0) > 1,
      },
    ],
  ]);
  for (const operation of needed) {
    const made = (rules[operation.op] as Rule<T>)(
      operation,
      contextOf(operation, network, values, conversion.constant),
    );
    const [output = ""] = operation.outputs;
    const isShared = (uses.get(output) ?? 0) > 1;
    values.set(
      output,
      made.kind === "feature" && isShared ? { ...made, isShared } : made,
    );
  }
  const output = values.get(conversion.output);
  if (output?.kind !== "feature" || network.layer(output) === undefined)
    throw badGraph(file, "its answer does not depend on the picture");
  const graph = network.finish(file, output);
  return { graph, weights: network.weights };
}

export function badGraph(file: string, what: string): StudioError {
  return new StudioError(
    "models/bad-graph",
    `${file} does not describe a network from a picture to an answer: ${what}. Export the model again, with one picture as input.`,
  );
}

function contextOf(
  operation: Operation,
  network: NetworkWriter,
  values: ReadonlyMap<string, Value>,
  constantNamed: (name: string) => Tensor | undefined,
): RuleContext {
  const find = (index: number): Value | undefined => {
    const name = operation.inputs[index] ?? "";
    const made = values.get(name);
    if (made !== undefined || name === "") return made;
    const tensor = constantNamed(name);
    return tensor && { kind: "constant", tensor };
  };
  const value = (index: number): Value => {
    const found = find(index);
    if (found !== undefined) return found;
    throw unsupportedForm(operation, `its input ${index + 1} is not there`);
  };
  return {
    network,
    value,
    has: (index) => find(index) !== undefined,
    feature(index) {
      const found = value(index);
      if (found.kind === "feature") return found;
      throw unsupportedForm(
        operation,
        `its input ${index + 1} does not depend on the picture`,
      );
    },
    constant(index) {
      const found = value(index);
      if (found.kind === "constant") return found.tensor;
      throw unsupportedForm(
        operation,
        `its input ${index + 1} depends on the picture, where numbers of the file are expected`,
      );
    },
  };
}

/** The operations between input and output, each after those that feed it. */
function neededOperations<T extends Operation>({
  file,
  operations,
  inputValue,
  output,
}: Conversion<T>): T[] {
  if (operations.length > MAXIMUM_WEIGHTS)
    throw badGraph(
      file,
      `it has ${operations.length} operations, more than ${MAXIMUM_WEIGHTS}`,
    );
  const makers = new Map(
    operations.flatMap((operation) =>
      operation.outputs.map((name) => [name, operation] as const),
    ),
  );
  const order: T[] = [];
  const state = new Map<T, "open" | "done">();
  const stack = [makers.get(output)];
  while (stack.length > 0) {
    const operation = stack.at(-1);
    if (operation === undefined || state.get(operation) === "done") {
      stack.pop();
      continue;
    }
    const feeding = operation.inputs.flatMap((name) => {
      const maker = name === inputValue ? undefined : makers.get(name);
      return maker === undefined || state.get(maker) === "done" ? [] : [maker];
    });
    if (feeding.length === 0) {
      state.set(operation, "done");
      order.push(operation);
      stack.pop();
      continue;
    }
    if (feeding.some((maker) => state.get(maker) === "open"))
      throw badGraph(file, "its operations form a circle");
    state.set(operation, "open");
    stack.push(...feeding);
  }
  return order;
}

function countUses(
  operations: readonly Operation[],
  output: string,
): ReadonlyMap<string, number> {
  const uses = new Map<string, number>([[output, 1]]);
  for (const { inputs } of operations) {
    for (const name of inputs) uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return uses;
}
