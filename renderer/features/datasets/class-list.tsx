import "./class-list.css";

import { Pencil, Plus } from "lucide-react";
import type { CSSProperties } from "react";
import { useState } from "react";

import type { ImageClass } from "#api/datasets.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { classNames } from "#renderer/ui/class-names.ts";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { categoryColor } from "#renderer/ui/palette.ts";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";
import { showToast } from "#renderer/ui/toast-store.ts";

import { labelKeys } from "./label-keys.ts";

/** The classes with their counts; a click shows one, with Ctrl several. F2 or the pencil renames in place. */
export function ClassList({
  classes,
  chosen,
  onChoose,
}: {
  classes: readonly ImageClass[];
  /** Empty: all are shown. */
  chosen: readonly number[];
  onChoose: (classIds: readonly number[]) => void;
}) {
  const engine = useEngine();
  const [edited, setEdited] = useState<number | "new" | null>(null);
  const keys = labelKeys(classes);
  const largest = Math.max(1, ...classes.map(({ count }) => count));
  const act = useAct((perform: () => Promise<unknown>) => perform(), {
    onFailure: ({ message }) =>
      showToast({ title: strings.common.failed, message, tone: "danger" }),
  });

  function choose(id: number, together: boolean): void {
    if (together) {
      onChoose(
        chosen.includes(id)
          ? chosen.filter((one) => one !== id)
          : [...chosen, id],
      );
    } else {
      onChoose(chosen.length === 1 && chosen[0] === id ? [] : [id]);
    }
  }

  return (
    <section
      className="class-list"
      aria-label={strings.datasets.classes}
      style={rowsHeight(classes.length)}
    >
      <header className="class-list__header">
        <h2>{strings.datasets.classes}</h2>
        <IconButton
          icon={Plus}
          size="small"
          label={strings.datasets.addClass}
          onClick={() => setEdited("new")}
        />
      </header>
      {edited === "new" && (
        <NameForm
          label={strings.datasets.newClassName}
          name=""
          onDone={(name) => {
            setEdited(null);
            if (name !== null) {
              act.run(() => engine.datasets.createClass({ name }));
            }
          }}
        />
      )}
      <ul className="class-list__rows">
        {classes.map((imageClass) =>
          edited === imageClass.id ? (
            <li key={imageClass.id}>
              <NameForm
                label={strings.datasets.renameClass(imageClass.name)}
                name={imageClass.name}
                onDone={(name) => {
                  setEdited(null);
                  if (name !== null) {
                    act.run(() =>
                      engine.datasets.renameClass({
                        classId: imageClass.id,
                        name,
                      }),
                    );
                  }
                }}
              />
            </li>
          ) : (
            <ClassRow
              key={imageClass.id}
              imageClass={imageClass}
              shortcut={keys.get(imageClass.id)}
              largest={largest}
              chosen={chosen.includes(imageClass.id)}
              onChoose={(together) => choose(imageClass.id, together)}
              onRename={() => setEdited(imageClass.id)}
            />
          ),
        )}
      </ul>
    </section>
  );
}

/** So that a short list takes no more room than it needs. */
function rowsHeight(classes: number): CSSProperties {
  return { "--rows-height": `${40 + 36 * classes}px` } as CSSProperties;
}

function ClassRow({
  imageClass,
  shortcut,
  largest,
  chosen,
  onChoose,
  onRename,
}: {
  imageClass: ImageClass;
  shortcut: string | undefined;
  largest: number;
  chosen: boolean;
  onChoose: (together: boolean) => void;
  onRename: () => void;
}) {
  const { name, count, bySplit, excluded } = imageClass;
  const title = [
    strings.datasets.bySplit(bySplit.train, bySplit.validation, bySplit.test),
    ...(excluded > 0 ? [strings.datasets.excludedCount(excluded)] : []),
    ...(shortcut === undefined ? [] : [strings.datasets.classKey(shortcut)]),
  ].join(" · ");
  return (
    <li className={classNames("class-row", chosen && "class-row--chosen")}>
      <button
        type="button"
        className="class-row__main"
        aria-pressed={chosen}
        title={title}
        onClick={(event) => onChoose(event.ctrlKey || event.metaKey)}
        onKeyDown={(event) => {
          if (event.key === "F2") {
            onRename();
          }
        }}
      >
        <span className="class-row__key" aria-hidden>
          {shortcut}
        </span>
        <ClassSwatch colorIndex={imageClass.colorIndex} />
        <span className="truncate">{name}</span>
        <span className="muted figures">
          {formatCount(count)}
          <span className="visually-hidden">
            {" "}
            {strings.datasets.pictureNoun(count)}
          </span>
        </span>
        <span className="class-row__bar" aria-hidden>
          <span
            style={{
              width: `${(100 * count) / largest}%`,
              background: categoryColor(imageClass.colorIndex),
            }}
          />
        </span>
      </button>
      <IconButton
        icon={Pencil}
        size="small"
        className="class-row__edit"
        label={strings.datasets.renameClass(name)}
        onClick={onRename}
      />
    </li>
  );
}

/** A name being written: Enter takes it over, Escape and leaving unchanged do not. */
function NameForm({
  label,
  name,
  onDone,
}: {
  label: string;
  name: string;
  onDone: (name: string | null) => void;
}) {
  const [draft, setDraft] = useState(name);
  const next = draft.trim();
  const changed = next !== "" && next !== name;
  return (
    <form
      className="class-row__form"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(changed ? next : null);
      }}
    >
      <TextInput
        ref={focusAndSelect}
        size="small"
        aria-label={label}
        maxLength={200}
        value={draft}
        onChange={setDraft}
        onBlur={() => onDone(changed ? next : null)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            onDone(null);
          }
        }}
      />
    </form>
  );
}

function focusAndSelect(input: HTMLInputElement | null): void {
  input?.select();
}
