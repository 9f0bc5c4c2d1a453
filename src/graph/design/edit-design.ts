import type { LayerOp, OpAttributes } from "#engine/graph/layer-graph.ts";
import type { Design, DesignLayer } from "./design.ts";
import { LAYER_FIELDS } from "./layer-fields.ts";

/** A change of a design, as data: the acts of a person and the fixes that are offered are the same. */
export type DesignEdit =
  | { readonly kind: "rename"; readonly name: string }
  | { readonly kind: "input"; readonly shape: readonly number[] }
  | {
      readonly kind: "attributes";
      readonly layer: string;
      /** Undefined takes an attribute back to Keras's default. */
      readonly attributes: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: "rename-layer";
      readonly layer: string;
      readonly name: string;
    }
  | {
      readonly kind: "insert";
      /** Index that the new layer will have. */
      readonly index: number;
      readonly layer: NewLayer;
    }
  | { readonly kind: "duplicate"; readonly layer: string }
  | { readonly kind: "remove"; readonly layer: string }
  | { readonly kind: "move"; readonly layer: string; readonly index: number }
  | {
      readonly kind: "replace";
      readonly layer: string;
      readonly layers: readonly NewLayer[];
    };

/** A layer without a name, which it gets from its op. */
export type NewLayer = {
  [Op in LayerOp]: {
    readonly op: Op;
    readonly attributes: Readonly<OpAttributes[Op]>;
  };
}[LayerOp];

/** A new layer of an op, with sensible attributes. */
export function newLayer(op: LayerOp): NewLayer {
  return { op, attributes: LAYER_FIELDS[op].initial } as NewLayer;
}

/** Whether a layer can be moved: nothing is connected to it but its neighbours in the list. */
export function isMovable(design: Design, layer: DesignLayer): boolean {
  return (
    layer.inputs === undefined &&
    !design.layers.some(({ inputs }) => inputs?.includes(layer.name))
  );
}

/** The design after a change; the same design where the change does not apply. */
export function editDesign(design: Design, edit: DesignEdit): Design {
  switch (edit.kind) {
    case "rename":
      return { ...design, name: edit.name };
    case "input":
      return { ...design, input: { ...design.input, shape: edit.shape } };
    case "attributes":
      return changeLayer(design, edit.layer, (layer) => ({
        ...layer,
        attributes: defined({ ...layer.attributes, ...edit.attributes }),
      }));
    case "rename-layer":
      return renameLayer(design, edit.layer, edit.name.trim());
    case "insert":
      return insertLayer(design, edit.index, edit.layer);
    case "duplicate": {
      const index = indexOf(design, edit.layer);
      const original = design.layers[index];
      return original === undefined || original.inputs !== undefined
        ? design
        : insertLayer(design, index + 1, original);
    }
    case "remove":
      return removeLayer(design, edit.layer);
    case "move":
      return moveLayer(design, edit.layer, edit.index);
    case "replace":
      return replaceLayer(design, edit.layer, edit.layers);
  }
}

/** All changes, one after the other. */
export function editDesignWith(
  design: Design,
  edits: readonly DesignEdit[],
): Design {
  return edits.reduce(editDesign, design);
}

/** A name that no layer has: Keras's for the op, with the next free number. */
export function freeName(design: Design, op: LayerOp): string {
  const base = LAYER_FIELDS[op].title
    .replaceAll(/([a-z0-9])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
  const taken = new Set([
    design.input.name,
    ...design.layers.map(({ name }) => name),
  ]);
  if (!taken.has(base)) return base;
  for (let number = 1; ; number++) {
    if (!taken.has(`${base}_${number}`)) return `${base}_${number}`;
  }
}

function indexOf(design: Design, name: string): number {
  return design.layers.findIndex((layer) => layer.name === name);
}

function changeLayer(
  design: Design,
  name: string,
  change: (layer: DesignLayer) => object,
): Design {
  const layers = design.layers.map((layer) =>
    layer.name === name ? (change(layer) as DesignLayer) : layer,
  );
  return { ...design, layers };
}

function renameLayer(design: Design, from: string, to: string): Design {
  const isTaken = to === design.input.name || indexOf(design, to) >= 0;
  if (to === "" || isTaken) return design;
  const renamed = changeLayer(design, from, (layer) => ({
    ...layer,
    name: to,
  }));
  return reconnect(renamed, from, to);
}

/** What was fed by one layer is fed by another. */
function reconnect(design: Design, from: string, to: string): Design {
  const layers = design.layers.map((layer) =>
    layer.inputs?.includes(from)
      ? {
          ...layer,
          inputs: layer.inputs.map((name) => (name === from ? to : name)),
        }
      : layer,
  );
  return { ...design, layers };
}

function insertLayer(design: Design, at: number, layer: NewLayer): Design {
  const index = Math.max(0, Math.min(at, design.layers.length));
  const before = design.layers[index - 1]?.name ?? design.input.name;
  const added = {
    name: freeName(design, layer.op),
    op: layer.op,
    attributes: layer.attributes,
  } as DesignLayer;
  const layers = design.layers.flatMap((other, position) => {
    if (position !== index) return [other];
    // A layer with written-out inputs does not follow by itself.
    const inputs = other.inputs?.map((name) =>
      name === before ? added.name : name,
    );
    return [added, inputs === undefined ? other : { ...other, inputs }];
  });
  if (index === design.layers.length) layers.push(added);
  return { ...design, layers };
}

/** What the layer fed is fed by what fed it. */
function removeLayer(design: Design, name: string): Design {
  const index = indexOf(design, name);
  const removed = design.layers[index];
  if (removed === undefined) return design;
  const before = design.layers[index - 1]?.name ?? design.input.name;
  const source = removed.inputs?.[0] ?? before;
  const layers = design.layers.flatMap((layer, position) => {
    if (position === index) return [];
    const followed = position === index + 1 && layer.inputs === undefined;
    return followed && source !== before
      ? [{ ...layer, inputs: [source] }]
      : [layer];
  });
  return reconnect({ ...design, layers }, name, source);
}

function moveLayer(design: Design, name: string, to: number): Design {
  const layer = design.layers[indexOf(design, name)];
  if (layer === undefined || !isMovable(design, layer)) return design;
  const without = removeLayer(design, name);
  const moved = insertLayer(without, to, layer);
  const index = Math.max(0, Math.min(to, without.layers.length));
  return renameLayer(moved, moved.layers[index]?.name ?? "", name);
}

function replaceLayer(
  design: Design,
  name: string,
  layers: readonly NewLayer[],
): Design {
  const index = indexOf(design, name);
  if (index < 0) return design;
  const inputs = design.layers[index]?.inputs;
  let changed = removeLayer(design, name);
  layers.forEach((layer, offset) => {
    changed = insertLayer(changed, index + offset, layer);
  });
  const first = changed.layers[index]?.name;
  return inputs === undefined || first === undefined
    ? changed
    : changeLayer(changed, first, (layer) => ({ ...layer, inputs }));
}

function defined(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  );
}
