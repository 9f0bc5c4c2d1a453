import "./inspector.css";

import { MousePointerClick } from "lucide-react";

import type { ImageClass } from "#api/datasets.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { useImage } from "#renderer/engine-client/use-datasets.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { Button } from "#renderer/ui/button.tsx";
import type { DataActs } from "#renderer/ui/data-acts.ts";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Segmented, Switch } from "#renderer/ui/toggles.tsx";

import { InspectorFacts } from "./inspector-facts.tsx";
import { InspectorFindings } from "./inspector-findings.tsx";
import { SimilarStrip } from "./similar-strip.tsx";
import { ReadText } from "./text-reading.tsx";

const text = strings.datasets;
/** Several classes, or none. */
const OTHER = "other";

/** What is known of the selected picture, and what can be changed; with several selected, what they share. */
export function Inspector({
  imageIds,
  classes,
  acts,
  readOnly,
  onPreview,
  onSimilar,
}: {
  imageIds: readonly number[];
  classes: readonly ImageClass[];
  acts: DataActs;
  readOnly: boolean;
  onPreview: () => void;
  /** Shows what looks like a picture in the grid. */
  onSimilar: (imageId: number) => void;
}) {
  const imagePaths = useImagePaths();
  const noun = useNoun();
  const [first] = imageIds;
  const single = imageIds.length === 1 ? (first ?? null) : null;
  const detail = useImage(single).data;
  if (imageIds.length === 0) {
    return (
      <div className="inspector__empty">
        <MousePointerClick size={24} strokeWidth={1.5} aria-hidden />
        <p>{text.inspectorEmpty(noun)}</p>
      </div>
    );
  }
  const known = single !== null && detail?.id === single ? detail : undefined;
  const ofClass = classes.find(({ id }) => id === known?.classId);
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
            value={ofClass === undefined ? OTHER : String(ofClass.id)}
            options={[
              ...(ofClass === undefined
                ? [
                    {
                      value: OTHER,
                      label: known === undefined ? text.mixed : text.unlabelled,
                      disabled: true,
                    },
                  ]
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
      {known !== undefined && known.findings.length > 0 && (
        <InspectorFindings findings={known.findings} readOnly={readOnly} />
      )}
      {known !== undefined && known.text === null && (
        <SimilarStrip imageId={known.id} onSimilar={onSimilar} />
      )}
      {known !== undefined && (
        <InspectorFacts detail={known} classes={classes} />
      )}
    </div>
  );
}
