import "./designer.css";
import "./design.css";

import { useSearchParams } from "react-router";

import type { ModelDetail } from "#api/models.ts";
import { designOfGraph } from "#engine/graph/design/design.ts";
import { readDesign } from "#engine/graph/design/read-design.ts";
import { patternDesign, USUAL_PATTERN } from "#engine/graph/design/pattern.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { useDesign } from "#renderer/engine-client/use-designs.ts";
import { useModel } from "#renderer/engine-client/use-models.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { readView, type DesignerView } from "./designer-state.ts";
import { Designer, draftKey } from "./designer.tsx";

const text = strings.designer;

/** The designer's address says what it starts from: `?design=` one that is kept, `?copy=` a model, or neither. */
export function DesignerScreen() {
  const [search] = useSearchParams();
  const id = search.get("design");
  const copied = id === null ? search.get("copy") : null;
  const hasProject = useProject().data != null;
  const dataset = useDataset(hasProject);
  const classes = Math.max(2, dataset.data?.classes.length ?? 10);
  const design = useDesign(id);
  const model = useModel(copied);

  const error = design.error ?? model.error;
  const isWaiting =
    (id !== null && design.data === undefined) ||
    (copied !== null && model.data?.id !== copied) ||
    dataset.isPending;
  if (error !== null || isWaiting) {
    return (
      <Page title={text.title} subtitle={text.subtitle}>
        {error === null ? (
          <LoadingBlock label={text.loading} />
        ) : (
          <Notice tone="danger" title={text.failed}>
            {describeFailure(error).message}
          </Notice>
        )}
      </Page>
    );
  }
  const source = id ?? `copy ${copied ?? ""}`;
  const kept = sessionStorage.getItem(draftKey(source));
  const view =
    (kept === null ? null : readView(kept)) ??
    (design.data !== undefined && id !== null
      ? fromDesign(readDesign(design.data.design), classes)
      : model.data !== undefined && copied !== null
        ? fromDesign(copyOf(model.data), classes)
        : fresh(classes));
  return (
    <Designer
      key={source}
      source={source}
      savedId={id}
      initial={view}
      saved={id === null ? null : readDesign(design.data?.design)}
      classes={classes}
    />
  );
}

function fresh(classes: number): DesignerView {
  const pattern = { ...USUAL_PATTERN, classes };
  const design = patternDesign(pattern, text.newName);
  return { design, pattern, byPattern: true };
}

function fromDesign(
  design: DesignerView["design"],
  classes: number,
): DesignerView {
  const [height = 64, width = 64, channels = 3] =
    design.input.shape.length === 3 ? design.input.shape : [];
  const pattern = {
    ...USUAL_PATTERN,
    classes,
    inputShape: [height, width, channels] as [number, number, number],
  };
  return { design, pattern, byPattern: false };
}

/** A network of the shelves, which says its layers with all their attributes. */
function copyOf({ name, inputShape, layers }: ModelDetail) {
  const names = new Set(layers.map((layer) => layer.name));
  const input =
    layers[0]?.inputs.find((source) => !names.has(source)) ?? "input";
  return designOfGraph({
    name: text.copyName(name),
    input: { name: input, shape: inputShape },
    layers: layers as unknown as LayerNode[],
    output: layers.at(-1)?.name ?? input,
  });
}
