import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { weightSpecs, type WeightSpec } from "#engine/graph/weights.ts";
import { automaticName, kindOfOp } from "./automatic-names.ts";
import { kerasLayerOrder } from "./keras-layer-order.ts";
import type { Shaped, StoredLayer, StoredWeights } from "./stored-weights.ts";

/** One thing that does not fit. A layer that is missing or too many is one thing, whatever it holds. */
export type WeightDifference =
  | { readonly kind: "missing"; readonly what: string }
  | { readonly kind: "surplus"; readonly what: string }
  | {
      readonly kind: "shape";
      readonly what: string;
      readonly expected: readonly number[];
      readonly received: readonly number[];
    };

export interface WeightFit<T> {
  /** Name of each weight of the network → what the file has for it. Whole where there are no differences. */
  readonly weights: ReadonlyMap<string, T>;
  readonly differences: readonly WeightDifference[];
  /** How layers found each other. */
  readonly matchedBy: "name" | "creation order" | "layer order";
}

export interface FitOptions {
  /** Whether the file may hold layers that the network has not: the head of a network of which only the body is wanted. */
  readonly surplusLayers?: "refused" | "allowed";
}

/**
 * Lays stored weights onto a network. Layers find each other by name; layers whose names Keras chose itself (`conv2d_94`) by their
 * rank within their class, which is the order of creation, because such names start at another number in each session; and where
 * that does not fit, by Keras's layer order, as Keras itself loads a legacy file. Within a layer weights find each other by role,
 * else by their order.
 */
export function fitWeights<T extends Shaped>(
  graph: LayerGraph,
  stored: StoredWeights<T>,
  options: FitOptions = {},
): WeightFit<T> {
  const allowed = options.surplusLayers === "allowed";
  const wanted = weightedLayers(graph);
  const present = stored.layers.filter((layer) => layer.weights.length > 0);
  const fitted = (matchedBy: WeightFit<T>["matchedBy"], match: Match<T>) =>
    comparison(wanted, present, match, matchedBy, allowed);
  if (stored.order === "class-counters") {
    const match = byClass(wanted, present, kerasLayerOrder(graph));
    return fitted("layer order", match);
  }
  const named = byName(wanted, present);
  const ranked = byRank(wanted, present, named, allowed);
  const first = ranked
    ? fitted("creation order", ranked)
    : fitted("name", named);
  if (first.differences.length === 0 || stored.order === "nothing")
    return first;
  const order = kerasLayerOrder(graph);
  for (const known of [ranked ?? named, new Map() as Match<T>]) {
    const attempt = byOrder(wanted, present, known, order);
    const next = fitted("layer order", attempt);
    if (next.differences.length === 0) return next;
  }
  return first;
}

interface WantedLayer {
  readonly name: string;
  /** As automatic names spell the class. */
  readonly kind: string;
  readonly specs: readonly WeightSpec[];
}

/** Layer of the network → layer of the file. */
type Match<T extends Shaped> = ReadonlyMap<string, StoredLayer<T>>;

function weightedLayers(graph: LayerGraph): WantedLayer[] {
  const specs = Map.groupBy(weightSpecs(graph), (spec) => spec.layer);
  return graph.layers.flatMap(({ name, op }) => {
    const own = specs.get(name);
    return own ? [{ name, kind: kindOfOp(op), specs: own }] : [];
  });
}

function byName<T extends Shaped>(
  wanted: readonly WantedLayer[],
  present: readonly StoredLayer<T>[],
): Match<T> {
  const names = new Map(present.map((layer) => [layer.name, layer]));
  return new Map(
    wanted.flatMap(({ name }) => {
      const found = names.get(name);
      return found ? [[name, found] as const] : [];
    }),
  );
}

/**
 * What `named` found, with automatic names by rank where they differ: `conv2d` is the first of its class and `conv2d_94` may be too.
 * Undefined where the names are the same, so that rank says nothing more.
 */
function byRank<T extends Shaped>(
  wanted: readonly WantedLayer[],
  present: readonly StoredLayer<T>[],
  named: Match<T>,
  surplusAllowed: boolean,
): Match<T> | undefined {
  const match = new Map(named);
  const own = byKind(wanted);
  const theirs = byKind(present);
  for (const [kind, layers] of own) {
    const found = theirs.get(kind) ?? [];
    const enough = surplusAllowed
      ? found.length >= layers.length
      : found.length === layers.length;
    if (!enough || layers.every((layer) => named.get(layer.name))) continue;
    layers.forEach((layer, rank) => {
      match.set(layer.name, found[rank] as StoredLayer<T>);
    });
  }
  const same = [...match].every(([name, layer]) => named.get(name) === layer);
  return same ? undefined : match;
}

/** Layers with automatic names, by class and in the order of their numbers. */
function byKind<L extends { readonly name: string }>(
  layers: readonly L[],
): Map<string, L[]> {
  const automatic = layers.flatMap((layer) => {
    const name = automaticName(layer.name);
    return name ? [{ layer, ...name }] : [];
  });
  const groups = Map.groupBy(automatic, ({ kind }) => kind);
  return new Map(
    [...groups].map(([kind, members]) => [
      kind,
      members.toSorted((a, b) => a.number - b.number).map(({ layer }) => layer),
    ]),
  );
}

/** Keras 3 files without names: the n-th layer of a class, in Keras's layer order. */
function byClass<T extends Shaped>(
  wanted: readonly WantedLayer[],
  present: readonly StoredLayer<T>[],
  order: readonly string[],
): Match<T> {
  const theirs = byKind(present);
  const counters = new Map<string, number>();
  return new Map(
    inOrder(wanted, order).flatMap(({ name, kind }) => {
      const rank = counters.get(kind) ?? 0;
      counters.set(kind, rank + 1);
      const found = theirs.get(kind)?.[rank];
      return found ? [[name, found] as const] : [];
    }),
  );
}

/** Leaves what is known and pairs the rest, in Keras's order here and in the file's order there. */
function byOrder<T extends Shaped>(
  wanted: readonly WantedLayer[],
  present: readonly StoredLayer<T>[],
  known: Match<T>,
  order: readonly string[],
): Match<T> {
  const taken = new Set(known.values());
  const free = present.filter((layer) => !taken.has(layer));
  const open = inOrder(wanted, order).filter(({ name }) => !known.has(name));
  const paired = open.flatMap(({ name }, index) => {
    const layer = free[index];
    return layer ? [[name, layer] as const] : [];
  });
  return new Map([...known, ...paired]);
}

function inOrder(
  wanted: readonly WantedLayer[],
  order: readonly string[],
): WantedLayer[] {
  const rank = new Map(order.map((name, index) => [name, index]));
  return wanted.toSorted(
    (a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0),
  );
}

function comparison<T extends Shaped>(
  wanted: readonly WantedLayer[],
  present: readonly StoredLayer<T>[],
  match: Match<T>,
  matchedBy: WeightFit<T>["matchedBy"],
  surplusAllowed: boolean,
): WeightFit<T> {
  const weights = new Map<string, T>();
  const differences: WeightDifference[] = [];
  for (const { name, specs } of wanted) {
    const layer = match.get(name);
    if (layer === undefined) {
      const roles = specs.map((spec) => `${spec.role} ${shapeText(spec)}`);
      const what = `layer "${name}" (${roles.join(", ")})`;
      differences.push({ kind: "missing", what });
    } else differences.push(...layerDifferences(specs, layer, weights));
  }
  const used = new Set(match.values());
  for (const layer of surplusAllowed ? [] : present) {
    if (used.has(layer)) continue;
    const parts = layer.weights.map(
      ({ name, value }) => `${name} ${shapeText(value)}`,
    );
    const what = `layer "${layer.name}" (${parts.join(", ")})`;
    differences.push({ kind: "surplus", what });
  }
  return { weights, differences, matchedBy };
}

/** Pairs the weights of one layer; those that fit are added to `weights`. */
function layerDifferences<T extends Shaped>(
  specs: readonly WeightSpec[],
  layer: StoredLayer<T>,
  weights: Map<string, T>,
): WeightDifference[] {
  const differences: WeightDifference[] = [];
  const found = specs.map((spec) =>
    layer.weights.find(({ name }) => rolesInFile(spec).includes(name)),
  );
  const named = new Set(found);
  const others = layer.weights.filter((weight) => !named.has(weight));
  const unfound = specs.filter((_, index) => found[index] === undefined);
  const byPlace = others.length === unfound.length;
  specs.forEach((spec, index) => {
    const place = byPlace ? others[unfound.indexOf(spec)] : undefined;
    const value = (found[index] ?? place)?.value;
    if (value === undefined) {
      const what = `weight "${spec.name}" ${shapeText(spec)}`;
      differences.push({ kind: "missing", what });
    } else if (value.shape.join() === spec.shape.join()) {
      weights.set(spec.name, value);
    } else {
      const { name, shape: expected } = spec;
      const received = value.shape;
      differences.push({ kind: "shape", what: name, expected, received });
    }
  });
  for (const { name, value } of byPlace ? [] : others) {
    const what = `weight "${layer.name}/${name}" ${shapeText(value)}`;
    differences.push({ kind: "surplus", what });
  }
  return differences;
}

function rolesInFile({ role }: WeightSpec): readonly string[] {
  return role === "kernel" ? ["kernel", "depthwise_kernel"] : [role];
}

function shapeText({ shape }: Shaped): string {
  return `[${shape.join(", ")}]`;
}
