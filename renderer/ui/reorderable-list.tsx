import "./reorderable-list.css";

import type { Announcements, DragEndEvent } from "@dnd-kit/core";
import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { GripVertical } from "lucide-react";
import type { ReactNode } from "react";

import { classNames } from "./class-names.ts";
import { strings } from "./strings.ts";

const text = strings.common.reorder;

/**
 * A list whose items are moved by dragging their handle, or by keys on it: Space lifts, arrows move, Space lays down, Escape gives
 * up. Every step is announced.
 */
export function ReorderableList<Item>({
  label,
  items,
  idOf,
  nameOf,
  isFixed,
  onMove,
  children,
}: {
  label: string;
  items: readonly Item[];
  idOf: (item: Item) => string;
  /** What an item is called when its move is announced. */
  nameOf: (item: Item) => string;
  /** Fixed items have no handle. */
  isFixed?: (item: Item) => boolean;
  /** @param index where the item is to stand in the new order */
  onMove: (item: Item, index: number) => void;
  /** The handle is to be put where the item is taken hold of. */
  children: (item: Item, handle: ReactNode, index: number) => ReactNode;
}) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, {
      coordinateGetter: sortableKeyboardCoordinates,
    }),
  );
  const ids = items.map(idOf);
  const place = (id: string | number) => ids.indexOf(String(id));
  const name = (id: string | number) => {
    const item = items[place(id)];
    return item === undefined ? "" : nameOf(item);
  };

  function finish({ active, over }: DragEndEvent): void {
    const item = items[place(active.id)];
    if (item === undefined || over === null || over.id === active.id) return;
    onMove(item, place(over.id));
  }

  const announcements: Announcements = {
    onDragStart: ({ active }) =>
      text.lifted(name(active.id), place(active.id) + 1, items.length),
    onDragOver: ({ active, over }) => {
      if (over === null) return undefined;
      // Right after it was lifted, an item is over its own place.
      const words = over.id === active.id ? text.lifted : text.moved;
      return words(name(active.id), place(over.id) + 1, items.length);
    },
    onDragEnd: ({ active, over }) =>
      text.laidDown(
        name(active.id),
        place(over === null ? active.id : over.id) + 1,
        items.length,
      ),
    onDragCancel: ({ active }) => text.given(name(active.id)),
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={{
        announcements,
        screenReaderInstructions: { draggable: text.instructions },
      }}
      onDragEnd={finish}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        <ol className="reorderable" aria-label={label}>
          {items.map((item, index) => (
            <ReorderableItem
              key={idOf(item)}
              id={idOf(item)}
              name={nameOf(item)}
              fixed={isFixed?.(item) === true}
            >
              {(handle) => children(item, handle, index)}
            </ReorderableItem>
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

function ReorderableItem({
  id,
  name,
  fixed,
  children,
}: {
  id: string;
  name: string;
  fixed: boolean;
  children: (handle: ReactNode) => ReactNode;
}) {
  const {
    attributes,
    isDragging,
    listeners,
    setActivatorNodeRef,
    setNodeRef,
    transform,
    transition,
  } = useSortable({ id, disabled: fixed });
  const { x = 0, y = 0 } = transform ?? {};
  const handle = fixed ? (
    <span className="reorderable__handle" />
  ) : (
    <button
      type="button"
      ref={setActivatorNodeRef}
      className="reorderable__handle"
      aria-label={text.handle(name)}
      aria-describedby={attributes["aria-describedby"]}
      aria-roledescription={text.role}
      {...listeners}
    >
      <GripVertical size={14} aria-hidden />
    </button>
  );
  return (
    <li
      ref={setNodeRef}
      className={classNames(
        "reorderable__item",
        isDragging && "reorderable__item--lifted",
      )}
      style={{
        transform: `translate(${Math.round(x)}px, ${Math.round(y)}px)`,
        transition: transition,
      }}
    >
      {children(handle)}
    </li>
  );
}
