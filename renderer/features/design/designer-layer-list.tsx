import { Plus } from "lucide-react";

import type { Design } from "#engine/graph/design/design.ts";
import type { DesignDiagnosis } from "#engine/graph/design/diagnose.ts";
import { isMovable, newLayer } from "#engine/graph/design/edit-design.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { ParsedInput } from "#renderer/ui/parsed-input.tsx";
import { ReorderableList } from "#renderer/ui/reorderable-list.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { DesignerAddMenu } from "./designer-add-menu.tsx";
import {
  DesignerLayerRow,
  DesignerProblem,
  type OnEdit,
} from "./designer-layer-row.tsx";
import { formatShape, parseShape } from "./designer-values.ts";

const text = strings.designer;

/** The layers of a design from the input down, each to be changed, moved and taken out. */
export function DesignerLayerList({
  design,
  diagnosis,
  chosen,
  onEdit,
}: {
  design: Design;
  diagnosis: DesignDiagnosis;
  /** Indices of the layers that are marked. */
  chosen: readonly number[];
  onEdit: OnEdit;
}) {
  const isSequence = design.input.shape.length === 1;
  return (
    <Panel title={text.layers}>
      <p className="muted small designer__hint">{text.layersHint}</p>
      <div className="designer-row designer-row--input">
        <div className="designer-row__line">
          <strong className="designer-row__title">{text.input}</strong>
          <ParsedInput
            aria-label={text.inputShape}
            className="input--small figures designer-attribute__name"
            value={design.input.shape}
            format={formatShape}
            parse={parseShape}
            onChange={(shape) => onEdit([{ kind: "input", shape }], "input")}
          />
          <span className="muted small">{text.inputHint}</span>
        </div>
        {diagnosis.inputProblem !== null && (
          <DesignerProblem problem={diagnosis.inputProblem} onEdit={onEdit} />
        )}
      </div>
      <ReorderableList
        label={text.layerList}
        items={design.layers}
        idOf={({ name }) => name}
        nameOf={({ name }) => name}
        isFixed={(layer) => !isMovable(design, layer)}
        onMove={({ name }, index) =>
          onEdit([{ kind: "move", layer: name, index }])
        }
      >
        {(layer, handle, index) => {
          const known = diagnosis.layers[index];
          return known === undefined ? null : (
            <DesignerLayerRow
              layer={layer}
              diagnosis={known}
              index={index}
              handle={handle}
              isSequence={isSequence}
              isChosen={chosen.includes(index)}
              onEdit={onEdit}
            />
          );
        }}
      </ReorderableList>
      <div className="designer__add">
        <DesignerAddMenu
          isSequence={isSequence}
          onAdd={(op) =>
            onEdit([
              {
                kind: "insert",
                index: design.layers.length,
                layer: newLayer(op),
              },
            ])
          }
        >
          <Button icon={Plus}>{text.add}</Button>
        </DesignerAddMenu>
      </div>
    </Panel>
  );
}
