import "./explain.css";

import { Crosshair } from "lucide-react";
import { useSearchParams } from "react-router";

import type { Run } from "#api/training.ts";
import { useDataset, useImage } from "#renderer/engine-client/use-datasets.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useIsOfTexts } from "#renderer/engine-client/use-texts.ts";
import { useHeatmap } from "#renderer/engine-client/use-explain.ts";
import { EmptyState, Notice } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { ClassInspector } from "./class-inspector.tsx";
import { FeatureMapsPanel } from "./feature-maps-panel.tsx";
import { HeatmapPanel } from "./heatmap-panel.tsx";
import { PictureStrip } from "./picture-strip.tsx";
import { TextExplain } from "./text-explain.tsx";
import { readNumber, withParameter } from "./address.ts";

const text = strings.explain;

/** What a run looks at. Picture, class and layer stand in the address: `?image=12&class=3&layer=conv_1`. */
export function ExplainScreen({ run }: { run: Run }) {
  const [parameters, setParameters] = useSearchParams();
  const imageId = readNumber(parameters, "image");
  const classId = readNumber(parameters, "class");
  const layer = parameters.get("layer");
  const image = useImage(imageId).data;
  const classes = useDataset().data?.classes ?? [];
  const ofTexts = useIsOfTexts();
  const picture = imageId === null ? null : { imageId };
  const heatmap = useHeatmap(
    run.id,
    ofTexts ? null : picture,
    classId ?? undefined,
  );
  const fileName = image?.id === imageId ? image.fileName : "";

  function set(name: string, value: string | null): void {
    setParameters((known) => withParameter(known, name, value), {
      replace: name !== "image",
    });
  }

  return (
    <Page
      title={text.title}
      subtitle={text.subtitle(run.name)}
      inspectorLabel={text.inspector}
      inspector={
        ofTexts
          ? undefined
          : heatmap.data !== undefined && (
              <ClassInspector
                heatmap={heatmap.data}
                classes={classes}
                trueClassId={image?.id === imageId ? image.classId : null}
                onClass={(id) => set("class", String(id))}
              />
            )
      }
    >
      <div className="explain">
        {heatmap.error !== null && (
          <Notice tone="danger" title={text.failed}>
            {describeFailure(heatmap.error).message}
          </Notice>
        )}
        {ofTexts ? (
          <TextExplain
            run={run}
            picture={picture}
            classId={classId}
            classes={classes}
            onClass={(id) => set("class", String(id))}
          />
        ) : imageId === null ? (
          <div className="explain__empty">
            <EmptyState
              icon={Crosshair}
              title={text.noPicture}
              message={text.noPictureText}
            />
          </div>
        ) : (
          <HeatmapPanel
            heatmap={heatmap.data}
            busy={heatmap.isFetching}
            fileName={fileName}
          />
        )}
        <PictureStrip
          run={run}
          imageId={imageId}
          classes={classes}
          onPicture={(id) =>
            setParameters((known) =>
              withParameter(
                withParameter(known, "class", null),
                "image",
                String(id),
              ),
            )
          }
        />
        {ofTexts && (
          <p className="muted small">{strings.texts.noFeatureMaps}</p>
        )}
        {picture !== null && !ofTexts && (
          <FeatureMapsPanel
            runId={run.id}
            picture={picture}
            layer={layer}
            onLayer={(name) => set("layer", name)}
          />
        )}
      </div>
    </Page>
  );
}
