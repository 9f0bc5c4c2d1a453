import { ChevronLeft, ChevronRight } from "lucide-react";

import type { Picture } from "#api/results.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import {
  useExplainLayers,
  useFeatureMaps,
} from "#renderer/engine-client/use-explain.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatNumber } from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.explain;

/** The feature maps of one layer, and the way from layer to layer. */
export function FeatureMapsPanel({
  runId,
  picture,
  layer,
  onLayer,
}: {
  runId: string;
  picture: Picture;
  /** Name; null or unknown shows the first layer. */
  layer: string | null;
  onLayer: (name: string) => void;
}) {
  const layers = useExplainLayers(runId).data ?? [];
  const found = layers.findIndex(({ name }) => name === layer);
  const place = Math.max(found, 0);
  const shown = layers[place];
  const maps = useFeatureMaps(runId, picture, shown?.name ?? null);
  const move = (step: number) => {
    const next = layers[place + step];
    if (next !== undefined) onLayer(next.name);
  };
  return (
    <Panel
      title={text.featureMaps}
      actions={
        layers.length > 0 && (
          <span className="row">
            <IconButton
              icon={ChevronLeft}
              label={text.previousLayer}
              size="small"
              disabled={place === 0}
              onClick={() => move(-1)}
            />
            <Select
              aria-label={text.layer}
              size="small"
              value={shown?.name ?? ""}
              options={layers.map(({ name, shape }) => ({
                value: name,
                label: text.layerOption(name, shape.join(" × ")),
              }))}
              onChange={onLayer}
            />
            <IconButton
              icon={ChevronRight}
              label={text.nextLayer}
              size="small"
              disabled={place >= layers.length - 1}
              onClick={() => move(1)}
            />
          </span>
        )
      }
    >
      <div className="stack">
        <p className="muted small">{text.featureMapsText}</p>
        {maps.error !== null && (
          <Notice tone="danger">{describeFailure(maps.error).message}</Notice>
        )}
        {maps.data === undefined ? (
          maps.error === null && <LoadingBlock label={text.loading} />
        ) : (
          <>
            <p className="small figures">
              {text.shownOf(
                maps.data.maps.length,
                maps.data.shape.at(-1) ?? maps.data.maps.length,
              )}
            </p>
            <ul className="feature-maps" aria-busy={maps.isFetching}>
              {maps.data.maps.map((map) => {
                const sentence = text.channelAlt(
                  map.channel,
                  formatNumber(map.minimum),
                  formatNumber(map.maximum),
                );
                return (
                  <li key={map.channel} title={sentence}>
                    <img src={map.image} alt={sentence} />
                    <span className="muted figures">{map.channel}</span>
                  </li>
                );
              })}
            </ul>
          </>
        )}
      </div>
    </Panel>
  );
}
