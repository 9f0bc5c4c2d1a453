import { ArrowRight, Ban, Check, ListFilter } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useEffect, useRef, useState } from "react";

import type { ImageClass, ImageFilter } from "#api/datasets.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { useBaseline } from "#renderer/engine-client/use-datasets.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ClassChooser } from "#renderer/ui/class-chooser.tsx";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { useDataActs } from "#renderer/ui/data-acts.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Keys } from "#renderer/ui/keys.tsx";
import {
  classOfKey,
  hasKeys,
  labelKeyAct,
  labelKeys,
} from "#renderer/ui/label-keys.ts";
import { ProgressBar } from "#renderer/ui/progress-bar.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextCard } from "#renderer/ui/text-card.tsx";
import { Thumbnails } from "#renderer/ui/thumbnails.tsx";

import { AcceptAbove } from "./accept-above.tsx";
import { useTrayQueue } from "./use-tray-queue.ts";

const text = strings.labels;
const NEXT = 12;
const MOST_BUTTONS = 36;

/** One picture at a time, large, with what the others suggest; the next ones wait below. */
export function TrayTable({
  filter,
  classes,
  labelled,
  readOnly,
  why,
}: {
  filter: ImageFilter;
  classes: readonly ImageClass[];
  /** Pictures that have a label. */
  labelled: number;
  readOnly: boolean;
  /** Why this order. */
  why: string;
}) {
  const noun = useNoun();
  const table = useRef<HTMLDivElement>(null);
  const { picture, thumbnail } = useImagePaths();
  const acts = useDataActs();
  const queue = useTrayQueue(filter);
  const baseline = useBaseline().data;
  const [asking, setAsking] = useState<{
    imageId: number;
    typed: string;
  } | null>(null);
  const [current] = queue.rows;
  const currentId = current?.id;
  const suggested = classes.find(({ id }) => id === current?.predictedClassId);
  const keys = labelKeys(classes);
  const sSkips = hasKeys(classes) && classOfKey(classes, "s") === undefined;
  const hasCurrent = current !== undefined;

  // The keys are this table's from the start.
  useEffect(() => {
    if (hasCurrent) {
      table.current?.focus({ preventScroll: true });
    }
  }, [hasCurrent]);

  function label(imageClass: Pick<ImageClass, "id" | "name">): void {
    if (current !== undefined && !readOnly) {
      queue.passOn(current.id);
      acts.relabel([current.id], imageClass);
    }
  }

  function exclude(): void {
    if (current !== undefined && !readOnly) {
      queue.passOn(current.id);
      acts.setExcluded([current.id], true);
    }
  }

  function skip(): void {
    if (current !== undefined) {
      queue.skip(current.id);
    }
  }

  function press(event: KeyboardEvent): void {
    const isOwn = !isInside(event.target, "button");
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      current === undefined ||
      isInside(event.target, "dialog, input, [role='slider']")
    ) {
      return;
    }
    if (event.key === "ArrowRight" || (sSkips && event.key === "s")) {
      event.preventDefault();
      skip();
    } else if (event.key === "Enter" && isOwn) {
      event.preventDefault();
      if (suggested !== undefined) {
        label(suggested);
      }
    } else if (!readOnly) {
      const act = labelKeyAct(classes, event.key);
      if (act === undefined) {
        return;
      }
      event.preventDefault();
      if (act.kind === "relabel") {
        label(act.imageClass);
      } else if (act.kind === "ask") {
        setAsking({ imageId: current.id, typed: act.typed });
      } else {
        exclude();
      }
    }
  }

  if (queue.total === undefined) {
    return <LoadingBlock label={strings.common.loading} />;
  }
  if (current === undefined) {
    return (
      <EmptyState
        icon={Check}
        title={text.trayDone}
        message={text.trayDoneMessage}
        actions={
          queue.skipped > 0 && (
            <Button onClick={queue.startOver}>{text.startOver}</Button>
          )
        }
      />
    );
  }
  const all = labelled + queue.total;
  const accuracy = baseline?.accuracy?.value;
  return (
    <div className="tray-table" {...{ onKeyDown: press }}>
      <div
        ref={table}
        className="tray-table__work"
        {...{
          role: "group",
          tabIndex: 0,
          "aria-label": text.trayPicture(
            current.fileName,
            queue.skipped + 1,
            queue.total,
          ),
        }}
      >
        <div className="tray-table__picture">
          {current.text === null ? (
            <img key={currentId} src={picture(current.id)} alt="" />
          ) : (
            <TextCard text={current.text} />
          )}
        </div>
        <div className="row row--wrap tray-table__suggestion">
          {suggested === undefined ? (
            <span className="muted grow">{text.noSuggestion}</span>
          ) : (
            <span className="row grow" aria-live="polite">
              <ClassSwatch colorIndex={suggested.colorIndex} />
              <strong>
                {text.suggestion(suggested.name, current.confidence ?? 0)}
              </strong>
            </span>
          )}
          <Button
            variant="primary"
            icon={Check}
            disabled={suggested === undefined || readOnly}
            onClick={() => suggested !== undefined && label(suggested)}
          >
            {text.accept}
          </Button>
          <Button icon={ArrowRight} onClick={skip}>
            {text.skip}
          </Button>
          <Button icon={Ban} disabled={readOnly} onClick={exclude}>
            {text.exclude}
          </Button>
        </div>
      </div>
      <div className="tray-table__side">
        <section className="stack stack--tight">
          <ProgressBar
            label={text.trayProgress(labelled, all)}
            value={all === 0 ? 0 : labelled / all}
          />
          <p className="small figures">
            {[
              text.trayProgress(labelled, all),
              ...(accuracy === undefined ? [] : [text.trayAccuracy(accuracy)]),
            ].join("; ")}
          </p>
          <p className="muted small">{why}</p>
        </section>
        <section className="tray-table__classes" aria-label={text.classes}>
          {classes.slice(0, MOST_BUTTONS).map((imageClass) => (
            <button
              key={imageClass.id}
              type="button"
              className="tray-class"
              disabled={readOnly}
              onClick={() => label(imageClass)}
            >
              <ClassSwatch colorIndex={imageClass.colorIndex} />
              <span className="truncate grow">{imageClass.name}</span>
              {keys.has(imageClass.id) && (
                <Keys shortcut={keys.get(imageClass.id) ?? ""} />
              )}
            </button>
          ))}
          <Button
            size="small"
            icon={ListFilter}
            disabled={readOnly}
            onClick={() => setAsking({ imageId: current.id, typed: "" })}
          >
            {text.otherClass}
          </Button>
        </section>
        {filter.ranking !== undefined && (
          <AcceptAbove filter={filter} readOnly={readOnly} />
        )}
        <p className="muted small">{text.trayKeys(hasKeys(classes), sSkips)}</p>
      </div>
      <div className="tray-table__next">
        <Thumbnails
          label={text.trayQueue}
          sizePx={64}
          items={queue.rows.slice(1, 1 + NEXT).map((row) => ({
            id: row.id,
            src: thumbnail(row.id),
            name: row.fileName,
            ...(row.text === null
              ? {}
              : { card: <TextCard text={row.text} /> }),
          }))}
          onOpen={(id) => {
            // Everything before it waits.
            for (const row of queue.rows) {
              if (row.id === id) break;
              queue.skip(row.id);
            }
          }}
        />
      </div>
      {asking !== null && (
        <ClassChooser
          title={strings.dataActs.relabelTitle(1, noun)}
          classes={classes}
          typed={asking.typed}
          onChoose={(imageClass) => {
            queue.passOn(asking.imageId);
            acts.relabel([asking.imageId], imageClass);
          }}
          onCreate={(name) => {
            queue.passOn(asking.imageId);
            acts.splitClass([asking.imageId], name);
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

function isInside(target: EventTarget, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
