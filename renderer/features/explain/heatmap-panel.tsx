import { useState } from "react";

import type { Heatmap } from "#api/results.ts";
import { HeatmapLegend, HeatmapView } from "#renderer/charts/heatmap-view.tsx";
import { formatPercent } from "#renderer/ui/format.ts";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { Slider } from "#renderer/ui/slider.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Segmented } from "#renderer/ui/toggles.tsx";

const text = strings.explain;
const FIRST_OPACITY = 1;

/** The picture, large, with the heat map over it or beside it. */
export function HeatmapPanel({
  heatmap,
  busy,
  fileName,
}: {
  /** Undefined while the first is on its way. */
  heatmap: Heatmap | undefined;
  busy: boolean;
  fileName: string;
}) {
  const [opacity, setOpacity] = useState(FIRST_OPACITY);
  const [view, setView] = useState<"overlay" | "beside">("beside");
  const className =
    heatmap?.probabilities.find(({ classId }) => classId === heatmap.classId)
      ?.name ?? "";
  return (
    <section className="explain__pictures" aria-busy={busy}>
      <div className="explain__controls">
        <Segmented
          label={text.view}
          size="small"
          value={view}
          options={[
            { value: "beside", label: text.sideBySide },
            { value: "overlay", label: text.overlay },
          ]}
          onChange={setView}
        />
        <span className="explain__opacity">
          <span>{text.opacity}</span>
          <Slider
            label={text.opacity}
            value={opacity}
            minimum={0}
            maximum={1}
            step={0.05}
            format={(value) => formatPercent(value, 0)}
            onChange={setOpacity}
          />
        </span>
        <HeatmapLegend lowLabel={text.low} highLabel={text.high} />
      </div>
      <div className="explain__stage" data-view={view}>
        {view === "beside" && (
          <figure>
            <div className="explain__frame">
              {heatmap !== undefined && (
                <HeatmapView
                  picture={heatmap.picture}
                  overlay={null}
                  width={heatmap.width}
                  height={heatmap.height}
                  opacity={0}
                  alt={text.pictureAlt(fileName)}
                />
              )}
            </div>
            <figcaption className="muted small">{text.asSeen}</figcaption>
          </figure>
        )}
        <figure>
          <div className="explain__frame">
            {heatmap === undefined ? (
              busy && <LoadingBlock label={text.loading} />
            ) : (
              <HeatmapView
                picture={heatmap.picture}
                overlay={heatmap.overlay}
                width={heatmap.width}
                height={heatmap.height}
                opacity={opacity}
                alt={text.overlayAlt(fileName, className)}
              />
            )}
          </div>
          <figcaption className="muted small">
            {className === "" ? strings.common.none : text.speaksFor(className)}
          </figcaption>
        </figure>
      </div>
    </section>
  );
}
