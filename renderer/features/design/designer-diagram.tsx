import { useMemo } from "react";

import type { Design } from "#engine/graph/design/design.ts";
import type { DesignDiagnosis } from "#engine/graph/design/diagnose.ts";
import { NetworkDiagram } from "#renderer/charts/network-diagram.tsx";
import type { DiagramLayer } from "#renderer/charts/network-layout.ts";
import {
  formatBytes,
  formatCount,
  formatShortCount,
} from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Term } from "#renderer/ui/tooltip.tsx";

import { describeVolume } from "./architecture-panel.tsx";
import { formatShape } from "./designer-values.ts";

const text = strings.designer;

/** The design as volumes with its figures, as far as it is possible. */
export function DesignerDiagram({
  design,
  diagnosis,
  chosen,
  onChoose,
}: {
  design: Design;
  diagnosis: DesignDiagnosis;
  /** Index of a volume. */
  chosen: number | null;
  onChoose: (volume: number, layers: readonly number[]) => void;
}) {
  const layers = useMemo(
    () => drawnLayers(design, diagnosis),
    [design, diagnosis],
  );
  const { parameters, multiplyAdds } = diagnosis;
  return (
    <Panel title={text.diagram}>
      <NetworkDiagram
        inputShape={design.input.shape}
        layers={layers}
        label={strings.design.diagramLabel}
        describeVolume={describeVolume}
        formatShape={formatShape}
        formatCount={formatShortCount}
        chosen={chosen}
        onChoose={(index, volume) => onChoose(index, volume.layers)}
      />
      <p className="muted small designer__hint">{text.diagramHint}</p>
      <dl className="facts figures">
        <div>
          <dt>
            <Term explanation={strings.design.parametersTerm}>
              {text.facts.parameters}
            </Term>
          </dt>
          <dd>{formatCount(parameters.total)}</dd>
        </div>
        <div>
          <dt>{text.facts.weights}</dt>
          <dd>{formatBytes(parameters.total * 4)}</dd>
        </div>
        <div>
          <dt>
            <Term explanation={strings.design.multiplyAddsTerm}>
              {text.facts.multiplyAdds}
            </Term>
          </dt>
          <dd>{formatShortCount(multiplyAdds)}</dd>
        </div>
        <div>
          <dt>
            <Term explanation={strings.design.receptiveFieldTerm}>
              {text.facts.receptiveField}
            </Term>
          </dt>
          <dd>{describeField(design, diagnosis)}</dd>
        </div>
      </dl>
    </Panel>
  );
}

/** Those that are possible, from the start up to the first that is not. */
function drawnLayers(
  design: Design,
  { layers }: DesignDiagnosis,
): DiagramLayer[] {
  const drawn: DiagramLayer[] = [];
  for (const [index, { name, outputShape, parameters }] of layers.entries()) {
    const op = design.layers[index]?.op;
    if (outputShape === null || op === undefined) break;
    drawn.push({ name, op, outputShape, parameters: parameters?.total ?? 0 });
  }
  return drawn;
}

function describeField({ input }: Design, { layers }: DesignDiagnosis): string {
  const field = layers.findLast(
    ({ receptiveField }) => receptiveField !== null,
  )?.receptiveField;
  const [extent = 1] = input.shape;
  if (field === undefined || field === null) return text.facts.nothing;
  const words = input.shape.length === 1 ? text.facts.steps : text.facts.pixels;
  return words(formatCount(Math.min(field, extent)), formatCount(extent));
}
