import { FolderSearch } from "lucide-react";
import type { ReactNode } from "react";

import type { ImageClass, ImageDetail } from "#api/datasets.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { formatMoment, formatPercent } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";

import { InspectorPart } from "./inspector-part.tsx";

const text = strings.datasets;

/** What is known of one picture: predictions, file, attributes, history. */
export function InspectorFacts({
  detail,
  classes,
}: {
  detail: ImageDetail;
  classes: readonly ImageClass[];
}) {
  const host = useHost();
  const facts: readonly (readonly [string, ReactNode])[] = [
    ...(detail.text === null
      ? ([
          [
            text.dimensions(detail.width, detail.height),
            detail.format.toUpperCase(),
          ],
          [text.size, text.sizeBytes(detail.sizeBytes)],
          [text.orientation, text.orientationValue(detail.orientation)],
        ] as const)
      : ([[text.size, text.sizeBytes(detail.sizeBytes)]] as const)),
    [text.added, formatMoment(detail.addedAt)],
    [text.path, detail.path],
    [text.content, <code key="sha">{detail.sha256.slice(0, 16)}…</code>],
  ];
  return (
    <>
      <InspectorPart title={text.predictions}>
        {detail.predictions.length === 0 ? (
          <p className="muted small">{text.noPredictions}</p>
        ) : (
          <ul className="inspector__list">
            {detail.predictions.map((prediction) => {
              const seen = classes.find(({ id }) => id === prediction.classId);
              return (
                <li key={prediction.runId} className="inspector__line">
                  <span className="row">
                    {seen !== undefined && (
                      <ClassSwatch colorIndex={seen.colorIndex} />
                    )}
                    <span className="truncate">{seen?.name ?? "–"}</span>
                  </span>
                  <span className="muted figures truncate">
                    {formatPercent(prediction.confidence)} ·{" "}
                    {prediction.runName}
                  </span>
                </li>
              );
            })}
          </ul>
        )}
      </InspectorPart>
      <InspectorPart title={text.file}>
        <dl className="inspector__facts figures">
          {facts.map(([name, value]) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
        </dl>
        {host.canReveal && detail.text === null && (
          <Button
            size="small"
            icon={FolderSearch}
            onClick={() => void host.revealInFolder(detail.path)}
          >
            {text.reveal}
          </Button>
        )}
      </InspectorPart>
      {Object.keys(detail.attributes).length > 0 && (
        <InspectorPart title={text.attributes}>
          <dl className="inspector__facts">
            {Object.entries(detail.attributes).map(([name, value]) => (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ))}
          </dl>
        </InspectorPart>
      )}
      {detail.duplicates.length > 0 && (
        <InspectorPart title={text.duplicates}>
          <ul className="inspector__list">
            {detail.duplicates.map((path) => (
              <li key={path} className="truncate" title={path}>
                {path}
              </li>
            ))}
          </ul>
        </InspectorPart>
      )}
      <InspectorPart title={text.history}>
        {detail.history.length === 0 ? (
          <p className="muted small">{text.noHistory}</p>
        ) : (
          <ol className="inspector__list">
            {detail.history.map(({ at, change }) => (
              <li key={`${at} ${change}`} className="inspector__line">
                <span>{change}</span>
                <span className="muted">{formatMoment(at)}</span>
              </li>
            ))}
          </ol>
        )}
      </InspectorPart>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
