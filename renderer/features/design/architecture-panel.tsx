import { useMemo } from "react";

import type { LayerSummary, ModelDetail } from "#api/models.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { NetworkDiagram } from "#renderer/charts/network-diagram.tsx";
import {
  networkVolumes,
  type DiagramLayer,
  type Volume,
} from "#renderer/charts/network-layout.ts";
import { ReceptiveFieldView } from "#renderer/charts/receptive-field-view.tsx";
import { Button } from "#renderer/ui/button.tsx";
import {
  formatCount,
  formatQuantity,
  formatShortCount,
} from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";
import type { Column } from "#renderer/ui/table.tsx";
import { Table } from "#renderer/ui/table.tsx";
import { Term } from "#renderer/ui/tooltip.tsx";

const text = strings.design;

/** The drawing of a network, its layers, and what the chosen layers see of a picture. */
export function ArchitecturePanel({
  model,
  volume,
  onVolume,
  pictureId,
}: {
  model: ModelDetail;
  /** Index of the chosen volume of the drawing, or null. */
  volume: number | null;
  onVolume: (volume: number | null) => void;
  pictureId: number | null;
}) {
  const layers = useMemo(() => model.layers.map(diagramLayer), [model.layers]);
  const volumes = useMemo(
    () => networkVolumes(model.inputShape, layers),
    [model.inputShape, layers],
  );
  const chosen = volume === null ? undefined : volumes[volume];
  const rows =
    chosen === undefined || chosen.layers.length === 0
      ? model.layers
      : model.layers.filter((_layer, index) => chosen.layers.includes(index));
  const seeing = rows.findLast((layer) => layer.receptiveField !== null);

  return (
    <>
      <Panel title={text.architecture}>
        <p className="muted small design__hint">{text.diagramHint}</p>
        <NetworkDiagram
          inputShape={model.inputShape}
          layers={layers}
          label={text.diagramLabel}
          describeVolume={describeVolume}
          formatShape={formatShape}
          formatCount={formatShortCount}
          chosen={volume}
          onChoose={(index) => onVolume(index === volume ? null : index)}
        />
      </Panel>
      <Panel
        title={
          chosen === undefined || chosen.layers.length === 0
            ? text.layers
            : text.layersOf(formatShape(chosen.shape))
        }
        actions={
          chosen !== undefined && (
            <Button size="small" variant="quiet" onClick={() => onVolume(null)}>
              {text.allLayers}
            </Button>
          )
        }
      >
        <div className="design__layers">
          <Table
            caption={text.layers}
            columns={COLUMNS}
            rows={rows}
            rowKey={(layer) => layer.name}
          />
          {seeing?.receptiveField != null && (
            <ReceptiveField
              layer={seeing.name}
              side={seeing.receptiveField}
              input={model.inputShape[0] ?? 1}
              pictureId={pictureId}
            />
          )}
        </div>
      </Panel>
    </>
  );
}

function ReceptiveField({
  layer,
  side,
  input,
  pictureId,
}: {
  layer: string;
  side: number;
  input: number;
  pictureId: number | null;
}) {
  const imagePaths = useImagePaths();
  return (
    <div className="design__field stack stack--tight">
      <h3>
        <Term explanation={text.receptiveFieldTerm}>{text.receptiveField}</Term>
      </h3>
      {pictureId !== null && (
        <ReceptiveFieldView
          picture={imagePaths.picture(pictureId)}
          inputSize={input}
          fieldSize={side}
          alt={text.receptiveFieldAlt(layer, side)}
        />
      )}
      <p className="muted small">
        {text.receptiveFieldText(layer, side, input)}
      </p>
    </div>
  );
}

const COLUMNS: readonly Column<LayerSummary>[] = [
  {
    id: "name",
    header: text.columns.name,
    cell: (layer) => <code>{layer.name}</code>,
  },
  { id: "op", header: text.columns.op, cell: (layer) => layer.op },
  {
    id: "shape",
    header: text.columns.shape,
    align: "end",
    cell: (layer) => formatShape(layer.outputShape),
  },
  {
    id: "parameters",
    header: text.columns.parameters,
    align: "end",
    cell: (layer) => formatCount(layer.parameters.total),
    sortBy: (layer) => layer.parameters.total,
  },
  {
    id: "multiply-adds",
    header: text.columns.multiplyAdds,
    align: "end",
    cell: (layer) => formatShortCount(layer.multiplyAdds),
    sortBy: (layer) => layer.multiplyAdds,
  },
  {
    id: "receptive-field",
    header: text.columns.receptiveField,
    align: "end",
    cell: (layer) =>
      layer.receptiveField === null
        ? strings.common.none
        : `${formatCount(layer.receptiveField)} px`,
    sortBy: (layer) => layer.receptiveField ?? -1,
  },
];

function diagramLayer(layer: LayerSummary): DiagramLayer {
  return {
    name: layer.name,
    op: layer.op,
    outputShape: layer.outputShape,
    parameters: layer.parameters.total,
  };
}

function formatShape(shape: readonly number[]): string {
  return shape.map(formatCount).join(" × ");
}

export function describeVolume(volume: Volume): string {
  return volume.layers.length === 0
    ? text.inputVolume(formatShape(volume.shape))
    : text.volume(
        formatShape(volume.shape),
        formatQuantity(volume.layers.length, "layer"),
        formatQuantity(volume.parameters, "parameter"),
      );
}
