import type { OnnxNode, OnnxTensor } from "#engine/compute/onnx/protobuf.ts";

/** Values that a node may read and write together: WebGPU promises eight buffers for a shader, and most have one output. */
const MOST_VALUES = 7;

interface Nodes {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
}

/**
 * Rewrites nodes with many inputs or outputs as several with few, in the same order: a split as slices, concatenations and sums as
 * trees.
 */
export function narrowWideNodes({ nodes, initializers }: Nodes): Nodes {
  const constants = new Map(initializers.map((each) => [each.name, each]));
  const added = new Map<string, OnnxTensor>();
  const ints = (...values: readonly number[]): string => {
    const name = `ints:${values.join(",")}`;
    added.set(name, {
      name,
      type: "int64",
      shape: [values.length],
      bytes: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
    });
    return name;
  };
  const narrowed = nodes.flatMap((node) => {
    if (node.op === "Split" && node.outputs.length > MOST_VALUES) {
      const sizes = constants.get(node.inputs[1] ?? "");
      return sizes === undefined ? [node] : splitBySlices(node, sizes, ints);
    }
    const isFold = node.op === "Concat" || node.op === "Sum";
    return isFold && node.inputs.length > MOST_VALUES ? foldAsTree(node) : node;
  });
  return {
    nodes: narrowed,
    initializers: [...initializers, ...added.values()],
  };
}

function splitBySlices(
  node: OnnxNode,
  { bytes }: OnnxTensor,
  ints: (...values: readonly number[]) => string,
): OnnxNode[] {
  const axis = node.attributes.get("axis");
  const axisNumber = axis?.kind === "int" ? axis.value : 0;
  const sizes = new BigInt64Array(bytes.slice().buffer);
  let start = 0;
  return node.outputs.map((output, index) => {
    const from = start;
    start += Number(sizes[index] ?? 0n);
    return {
      ...node,
      name: `${node.name}_${index}`,
      op: "Slice",
      inputs: [node.inputs[0] ?? "", ints(from), ints(start), ints(axisNumber)],
      outputs: [output],
      attributes: new Map(),
    };
  });
}

/** Joins neighbours until few are left. */
function foldAsTree(node: OnnxNode): OnnxNode[] {
  const made: OnnxNode[] = [];
  let left: readonly string[] = node.inputs;
  while (left.length > MOST_VALUES) {
    left = groupsOf(left, MOST_VALUES).map((group) => {
      const [first = ""] = group;
      if (group.length === 1) return first;
      const name = `${node.name}_part${made.length}`;
      made.push({ ...node, name, inputs: group, outputs: [name] });
      return name;
    });
  }
  return [...made, { ...node, inputs: left }];
}

function groupsOf<T>(values: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}
