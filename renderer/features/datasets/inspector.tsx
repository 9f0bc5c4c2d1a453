import "./inspector.css";

import { FolderSearch, MousePointerClick } from "lucide-react";
import type { ReactNode } from "react";

import type { ImageClass, ImageDetail } from "#api/datasets.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { useImage } from "#renderer/engine-client/use-datasets.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { formatMoment, formatPercent } from "#renderer/ui/format.ts";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Segmented, Switch } from "#renderer/ui/toggles.tsx";

import { ReadText } from "./text-reading.tsx";
import type { PictureActs } from "./use-picture-acts.ts";

const text = strings.datasets;
const SEVERAL = "several";

/** What is known of the selected picture, and what can be changed; with several selected, what they share. */
export function Inspector({
  imageIds,
  classes,
  acts,
  readOnly,
  onPreview,
}: {
  imageIds: readonly number[];
  classes: readonly ImageClass[];
  acts: PictureActs;
  readOnly: boolean;
  onPreview: () => void;
}) {
  const imagePaths = useImagePaths();
  const [first] = imageIds;
  const single = imageIds.length === 1 ? (first ?? null) : null;
  const detail = useImage(single).data;
  if (imageIds.length === 0) {
    return (
      <div className="inspector__empty">
        <MousePointerClick size={24} strokeWidth={1.5} aria-hidden />
        <p>{text.inspectorEmpty}</p>
      </div>
    );
  }
  const known = single !== null && detail?.id === single ? detail : undefined;
  return (
    <div className="inspector">
      {single !== null && known !== undefined && known.text !== null ? (
        <ReadText imageId={single} text={known.text} />
      ) : single !== null ? (
        <button
          type="button"
          className="inspector__picture"
          aria-label={text.preview}
          onClick={onPreview}
        >
          <img src={imagePaths.picture(single)} alt={known?.fileName ?? ""} />
        </button>
      ) : (
        <h2>{text.selected(imageIds.length)}</h2>
      )}
      {known !== undefined && (
        <h2 className="truncate" title={known.fileName}>
          {known.fileName}
        </h2>
      )}
      {known !== undefined && !known.exists && (
        <Notice tone="danger">{text.missing}</Notice>
      )}
      <Field label={text.label}>
        {(control) => (
          <Select
            {...control}
            disabled={readOnly}
            value={known === undefined ? SEVERAL : String(known.classId)}
            options={[
              ...(known === undefined
                ? [{ value: SEVERAL, label: text.mixed, disabled: true }]
                : []),
              ...classes.map(({ id, name }) => ({
                value: String(id),
                label: name,
              })),
            ]}
            onChange={(value) => {
              const chosen = classes.find(({ id }) => String(id) === value);
              if (chosen !== undefined) {
                acts.relabel(imageIds, chosen);
              }
            }}
          />
        )}
      </Field>
      <Segmented
        label={text.split}
        size="small"
        disabled={readOnly}
        value={known?.split ?? ""}
        options={(["train", "validation", "test"] as const).map((value) => ({
          value,
          label: text.splits[value],
        }))}
        onChange={(split) => split !== "" && acts.setSplit(imageIds, split)}
      />
      {known !== undefined ? (
        <Switch
          label={text.exclude}
          disabled={readOnly}
          checked={known.excluded}
          onChange={(excluded) => acts.setExcluded(imageIds, excluded)}
        />
      ) : (
        <div className="row">
          <Button
            disabled={readOnly}
            onClick={() => acts.setExcluded(imageIds, true)}
          >
            {text.exclude}
          </Button>
          <Button
            disabled={readOnly}
            onClick={() => acts.setExcluded(imageIds, false)}
          >
            {text.include}
          </Button>
        </div>
      )}
      {known !== undefined && <Facts detail={known} classes={classes} />}
    </div>
  );
}

function Facts({
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
      <Part title={text.predictions}>
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
      </Part>
      <Part title={text.file}>
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
      </Part>
      {detail.duplicates.length > 0 && (
        <Part title={text.duplicates}>
          <ul className="inspector__list">
            {detail.duplicates.map((path) => (
              <li key={path} className="truncate" title={path}>
                {path}
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part title={text.history}>
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
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="stack stack--tight">
      <h3>{title}</h3>
      {children}
    </section>
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
