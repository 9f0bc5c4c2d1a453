import { GitMerge, Pencil, Trash2 } from "lucide-react";
import type { DragEvent } from "react";
import { useState } from "react";

import type { ImageClass } from "#api/datasets.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { classNames } from "#renderer/ui/class-names.ts";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { ContextMenu } from "#renderer/ui/menu.tsx";
import { categoryColor } from "#renderer/ui/palette.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.datasets;

/** One class of the list. Another one that is dragged onto it is merged into it. */
export function ClassRow({
  imageClass,
  shortcut,
  largest,
  chosen,
  dragged,
  readOnly,
  onChoose,
  onRename,
  onMerge,
  onRemove,
  onDrag,
  onDrop,
}: {
  imageClass: ImageClass;
  shortcut: string | undefined;
  /** Count of the largest class. */
  largest: number;
  chosen: boolean;
  /** The class that is being dragged, or null. */
  dragged: ImageClass | null;
  readOnly: boolean;
  onChoose: (together: boolean) => void;
  onRename: () => void;
  /** Asks which class it shall become. */
  onMerge: () => void;
  onRemove: () => void;
  onDrag: (imageClass: ImageClass | null) => void;
  /** The dragged class was let go here. */
  onDrop: () => void;
}) {
  const noun = useNoun();
  const [isOver, setIsOver] = useState(false);
  const { name, count, bySplit, excluded } = imageClass;
  const takes = dragged !== null && dragged.id !== imageClass.id;
  const title = [
    text.bySplit(bySplit.train, bySplit.validation, bySplit.test),
    ...(excluded > 0 ? [text.excludedCount(excluded)] : []),
    ...(shortcut === undefined ? [] : [text.classKey(shortcut)]),
  ].join(" · ");

  function over(event: DragEvent): void {
    if (takes) {
      event.preventDefault();
      setIsOver(true);
    }
  }

  return (
    <ContextMenu
      items={[
        {
          id: "rename",
          label: text.renameClass(name),
          icon: Pencil,
          shortcut: "F2",
          disabled: readOnly,
          onSelect: onRename,
        },
        {
          id: "merge",
          label: text.mergeClass(name),
          icon: GitMerge,
          disabled: readOnly,
          onSelect: onMerge,
        },
        {
          id: "remove",
          label: text.removeClass(name),
          icon: Trash2,
          hint: count + excluded > 0 ? text.onlyEmpty : undefined,
          disabled: readOnly || count + excluded > 0,
          onSelect: onRemove,
        },
      ]}
    >
      <li
        className={classNames(
          "class-row",
          chosen && "class-row--chosen",
          isOver && takes && "class-row--target",
        )}
        {...{
          draggable: !readOnly,
          onDragStart: (event: DragEvent) => {
            event.dataTransfer.effectAllowed = "move";
            event.dataTransfer.setData("text/plain", name);
            onDrag(imageClass);
          },
          onDragEnd: () => onDrag(null),
          onDragOver: over,
          onDragLeave: () => setIsOver(false),
          onDrop: (event: DragEvent) => {
            event.preventDefault();
            setIsOver(false);
            onDrop();
          },
        }}
      >
        <button
          type="button"
          className="class-row__main"
          aria-pressed={chosen}
          title={title}
          onClick={(event) => onChoose(event.ctrlKey || event.metaKey)}
          onKeyDown={(event) => {
            if (event.key === "F2" && !readOnly) {
              onRename();
            }
          }}
        >
          <span className="class-row__key" aria-hidden>
            {shortcut}
          </span>
          <ClassSwatch colorIndex={imageClass.colorIndex} />
          <span className="truncate">
            {isOver && takes ? text.mergeHere(dragged.name, name) : name}
          </span>
          <span className="muted figures">
            {formatCount(count)}
            <span className="visually-hidden"> {text.nouns(count, noun)}</span>
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
          label={text.renameClass(name)}
          disabled={readOnly}
          onClick={onRename}
        />
      </li>
    </ContextMenu>
  );
}
