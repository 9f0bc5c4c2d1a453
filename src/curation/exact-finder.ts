import { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import {
  createSession,
  fromOrt,
  OrtTensor,
  toOrt,
} from "#engine/compute/onnx/session.ts";
import type { NeighbourFinder } from "./neighbours.ts";

/** Multiply-adds of one call: a fraction of a second on two cores. */
const CALL_WORK = 8e9;
/** Numbers of one call's products, 128 MB. */
const CALL_PRODUCTS = 32e6;
const MAX_BLOCK = 1024;

/**
 * Compares queries with every candidate: one matrix product and a choice of the k largest, in onnxruntime.
 * @param candidates [count × columns]
 */
export async function exactFinder(
  { columns, data }: { readonly columns: number; readonly data: Float32Array },
  count: number,
  threads: number,
): Promise<NeighbourFinder> {
  const session = await createSession(searchGraph(columns), { threads });
  const candidates = toOrt({
    shape: [count, columns],
    data: data.subarray(0, count * columns),
  });
  const fitting = Math.min(
    CALL_WORK / (count * columns),
    CALL_PRODUCTS / count,
  );
  return {
    isExact: true,
    blockSize: Math.min(MAX_BLOCK, Math.max(1, Math.floor(fitting))),
    async find(queries, queryCount, k) {
      const found = await session.run({
        queries: toOrt({ shape: [queryCount, columns], data: queries }),
        candidates,
        k: new OrtTensor("int64", BigInt64Array.of(BigInt(k)), [1]),
      });
      const positions = found["positions"]?.data as BigInt64Array;
      return {
        positions: Int32Array.from(positions, Number),
        similarities: fromOrt(found["similarities"]).data,
      };
    },
    dispose: () => session.dispose(),
  };
}

function searchGraph(columns: number): Uint8Array {
  const writer = new GraphWriter("nearest neighbours");
  const queries = writer.input("queries", "float32", ["queries", columns]);
  const candidates = writer.input("candidates", "float32", ["count", columns]);
  const k = writer.input("k", "int64", [1]);
  const cosines = writer.node("Gemm", [queries, candidates], { transB: 1 });
  const [values, positions] = writer.nodes("TopK", [cosines, k], [true, true], {
    axis: 1,
  });
  writer.output("similarities", values ?? "", "float32", ["queries", "k"]);
  writer.output("positions", positions ?? "", "int64", ["queries", "k"]);
  return writer.finish();
}
