import type { ReactElement } from "react";

import {
  LAYER_FIELDS,
  type LayerGroup,
} from "#engine/graph/design/layer-fields.ts";
import type { LayerOp } from "#engine/graph/layer-graph.ts";
import { Menu, type MenuItem } from "#renderer/ui/menu.tsx";
import { strings } from "#renderer/ui/strings.ts";

/** What is offered; branches and layers that only imported networks have are not. */
const OFFERED: readonly LayerOp[] = [
  "conv2d",
  "depthwiseConv2d",
  "separableConv2d",
  "maxPooling2d",
  "averagePooling2d",
  "globalAveragePooling2d",
  "globalMaxPooling2d",
  "flatten",
  "dense",
  "activation",
  "batchNormalization",
  "layerNormalization",
  "localResponseNormalization",
  "dropout",
  "zeroPadding2d",
  "cropping2d",
  "upSampling2d",
  "reshape",
  "embedding",
  "conv1d",
  "maxPooling1d",
  "averagePooling1d",
  "globalAveragePooling1d",
  "globalMaxPooling1d",
];

/** The kinds of layers that can be added, by group; those for texts first where the input is one. */
export function DesignerAddMenu({
  isSequence,
  onAdd,
  children,
}: {
  isSequence: boolean;
  onAdd: (op: LayerOp) => void;
  children: ReactElement;
}) {
  const groups = [...new Set(OFFERED.map((op) => LAYER_FIELDS[op].group))];
  const ordered = isSequence
    ? groups.toSorted((a, b) => rank(a) - rank(b))
    : groups;
  const items = ordered.flatMap((group, index): MenuItem[] => [
    ...(index === 0
      ? []
      : [{ kind: "separator", id: `${group}-line` } as const]),
    { kind: "label", id: group, label: strings.designer.groups[group] },
    ...OFFERED.filter((op) => LAYER_FIELDS[op].group === group).map((op) => ({
      id: op,
      label: LAYER_FIELDS[op].title,
      onSelect: () => onAdd(op),
    })),
  ]);
  return <Menu items={items}>{children}</Menu>;
}

function rank(group: LayerGroup): number {
  return group === "sequence" ? 0 : 1;
}
