import "./class-list.css";

import { Plus, Search } from "lucide-react";
import type { CSSProperties } from "react";
import { useState } from "react";

import type { ImageClass } from "#api/datasets.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { ClassChooser } from "#renderer/ui/class-chooser.tsx";
import { useDataActs } from "#renderer/ui/data-acts.ts";
import { labelKeys } from "#renderer/ui/label-keys.ts";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";

import { ClassRow } from "./class-row.tsx";

const text = strings.datasets;
/** From so many classes on the list can be searched. */
const MANY = 20;

/**
 * The classes with their counts; a click shows one, with Ctrl several. F2 or the pencil renames in place, the context menu merges
 * and removes, and a class that is dragged onto another becomes that.
 */
export function ClassList({
  classes,
  chosen,
  readOnly,
  onChoose,
}: {
  classes: readonly ImageClass[];
  /** Empty: all are shown. */
  chosen: readonly number[];
  readOnly: boolean;
  onChoose: (classIds: readonly number[]) => void;
}) {
  const noun = useNoun();
  const acts = useDataActs();
  const [edited, setEdited] = useState<number | "new" | null>(null);
  const [merged, setMerged] = useState<ImageClass | null>(null);
  const [dragged, setDragged] = useState<ImageClass | null>(null);
  const [wanted, setWanted] = useState("");
  const keys = labelKeys(classes);
  const largest = classes.reduce((most, { count }) => Math.max(most, count), 1);
  const shown = classes.filter(({ name }) =>
    name.toLowerCase().includes(wanted.trim().toLowerCase()),
  );

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
      aria-label={text.classes}
      style={rowsHeight(classes.length)}
    >
      <header className="class-list__header">
        <h2>{text.classes}</h2>
        <IconButton
          icon={Plus}
          size="small"
          label={text.addClass}
          disabled={readOnly}
          onClick={() => setEdited("new")}
        />
      </header>
      {classes.length > MANY && (
        <TextInput
          type="search"
          size="small"
          icon={Search}
          aria-label={text.findClass}
          placeholder={text.findClass}
          value={wanted}
          onChange={setWanted}
        />
      )}
      {edited === "new" && (
        <NameForm
          label={text.newClassName}
          name=""
          onDone={(name) => {
            setEdited(null);
            if (name !== null) {
              acts.createClass(name);
            }
          }}
        />
      )}
      <ul className="class-list__rows">
        {shown.map((imageClass) =>
          edited === imageClass.id ? (
            <li key={imageClass.id}>
              <NameForm
                label={text.renameClass(imageClass.name)}
                name={imageClass.name}
                onDone={(name) => {
                  setEdited(null);
                  if (name !== null) {
                    acts.renameClass(imageClass.id, name);
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
              dragged={dragged}
              readOnly={readOnly}
              onChoose={(together) => choose(imageClass.id, together)}
              onRename={() => setEdited(imageClass.id)}
              onMerge={() => setMerged(imageClass)}
              onRemove={() => acts.removeClass(imageClass)}
              onDrag={setDragged}
              onDrop={() => {
                if (dragged !== null) {
                  acts.mergeClasses(dragged, imageClass);
                }
                setDragged(null);
              }}
            />
          ),
        )}
      </ul>
      {merged !== null && (
        <ClassChooser
          title={strings.dataActs.mergeTitle(merged.name)}
          description={strings.dataActs.mergeMessage(
            merged.count + merged.excluded,
            merged.name,
            noun,
          )}
          classes={classes.filter(({ id }) => id !== merged.id)}
          onChoose={(into) => acts.mergeClasses(merged, into)}
          onClose={() => setMerged(null)}
        />
      )}
    </section>
  );
}

/** So that a short list takes no more room than it needs. */
function rowsHeight(classes: number): CSSProperties {
  return { "--rows-height": `${40 + 36 * classes}px` } as CSSProperties;
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
