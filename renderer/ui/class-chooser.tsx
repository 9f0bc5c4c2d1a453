import "./class-chooser.css";

import { Plus, Search } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useEffect, useId, useMemo, useRef, useState } from "react";

import type { ImageClass } from "#api/datasets.ts";

import type { ClassChoice } from "./class-choices.ts";
import { choicesFor } from "./class-choices.ts";
import { classNames } from "./class-names.ts";
import { ClassSwatch } from "./class-swatch.tsx";
import { Dialog } from "./dialog.tsx";
import { formatCount } from "./format.ts";
import { strings } from "./strings.ts";
import { TextInput } from "./text-field.tsx";

const text = strings.dataActs;

/**
 * Chooses one of many classes by typing: the best match is chosen already, arrows go on, Enter takes it. A name that no class
 * has can become a new one, where `onCreate` is given.
 */
export function ClassChooser({
  title,
  description,
  classes,
  typed = "",
  onChoose,
  onCreate,
  onClose,
}: {
  title: string;
  description?: string;
  classes: readonly ImageClass[];
  /** What was typed before it opened. */
  typed?: string;
  onChoose: (imageClass: ImageClass) => void;
  onCreate?: (name: string) => void;
  onClose: () => void;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(typed);
  const [place, setPlace] = useState(0);
  const choices = useMemo(
    () => choicesFor(classes, draft, onCreate !== undefined),
    [classes, draft, onCreate],
  );
  const chosen = Math.min(place, choices.length - 1);

  useEffect(() => {
    const field = input.current;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, []);
  useEffect(() => {
    document
      .getElementById(`${id}-${chosen}`)
      ?.scrollIntoView({ block: "nearest" });
  }, [id, chosen]);

  function take(choice: ClassChoice | undefined): void {
    if (choice === undefined) {
      return;
    }
    onClose();
    if (choice.kind === "class") {
      onChoose(choice.imageClass);
    } else {
      onCreate?.(choice.name);
    }
  }

  function press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setPlace(Math.min(choices.length - 1, Math.max(0, chosen + step)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(choices[chosen]);
    }
  }

  return (
    <Dialog
      title={title}
      {...(description !== undefined && { description })}
      className="class-chooser"
      onClose={onClose}
    >
      <TextInput
        ref={input}
        icon={Search}
        aria-label={text.className}
        placeholder={text.typeClass}
        maxLength={200}
        {...{
          role: "combobox",
          "aria-expanded": choices.length > 0,
          "aria-controls": `${id}-list`,
          "aria-activedescendant": chosen < 0 ? undefined : `${id}-${chosen}`,
        }}
        value={draft}
        onChange={(next) => {
          setDraft(next);
          setPlace(0);
        }}
        onKeyDown={press}
      />
      {choices.length === 0 && <p className="muted small">{text.noClass}</p>}
      <div
        id={`${id}-list`}
        className="class-chooser__list"
        {...{ role: "listbox", "aria-label": text.classes }}
      >
        {choices.map((choice, index) => (
          <div
            key={choice.kind === "new" ? "new" : choice.imageClass.id}
            id={`${id}-${index}`}
            className={classNames(
              "class-chooser__choice",
              index === chosen && "class-chooser__choice--chosen",
            )}
            {...{
              role: "option",
              "aria-selected": index === chosen,
              // The field keeps the focus.
              onMouseDown: (event: React.MouseEvent) => event.preventDefault(),
              onClick: () => take(choice),
            }}
          >
            <ChoiceWords choice={choice} />
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function ChoiceWords({ choice }: { choice: ClassChoice }) {
  return choice.kind === "new" ? (
    <>
      <Plus size={12} aria-hidden />
      <span className="truncate">{text.newClass(choice.name)}</span>
    </>
  ) : (
    <>
      <ClassSwatch colorIndex={choice.imageClass.colorIndex} />
      <span className="truncate grow">{choice.imageClass.name}</span>
      <span className="class-chooser__count figures">
        {formatCount(choice.imageClass.count)}
      </span>
    </>
  );
}
