import { Ban, Check, ListFilter, Sparkles, SquarePlus } from "lucide-react";

import type { ImageClass } from "#api/datasets.ts";
import type { DataActs } from "#renderer/ui/data-acts.ts";
import { labelKeys } from "#renderer/ui/label-keys.ts";
import type { MenuItem } from "#renderer/ui/menu.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.datasets;
/** More are chosen by typing. */
const MOST_CLASSES = 12;

/** What the context menu of the selected pictures changes. */
export function pictureMenu(
  imageIds: readonly number[],
  classes: readonly ImageClass[],
  acts: DataActs,
  ask: {
    /** Which class they are. */
    readonly relabel: () => void;
    /** The name of a class of their own. */
    readonly split: () => void;
  },
): MenuItem[] {
  const keys = labelKeys(classes);
  return [
    { kind: "separator", id: "rule-acts" },
    {
      id: "exclude",
      label: text.exclude,
      icon: Ban,
      shortcut: "delete",
      onSelect: () => acts.setExcluded(imageIds, true),
    },
    {
      id: "include",
      label: text.include,
      icon: Check,
      onSelect: () => acts.setExcluded(imageIds, false),
    },
    { kind: "separator", id: "rule-split" },
    { kind: "label", id: "split", label: text.moveTo },
    ...(["train", "validation", "test"] as const).map((split) => ({
      id: `split-${split}`,
      label: text.splits[split],
      onSelect: () => acts.setSplit(imageIds, split),
    })),
    { kind: "separator", id: "rule-label" },
    { kind: "label", id: "label", label: text.labelAs },
    ...(classes.length > MOST_CLASSES ? [] : classes).map((imageClass) => ({
      id: `class-${imageClass.id}`,
      label: imageClass.name,
      shortcut: keys.get(imageClass.id),
      onSelect: () => acts.relabel(imageIds, imageClass),
    })),
    {
      id: "class-other",
      label: text.otherClass,
      icon: ListFilter,
      shortcut: "/",
      onSelect: ask.relabel,
    },
    {
      id: "class-new",
      label: text.newClass,
      icon: SquarePlus,
      onSelect: ask.split,
    },
  ];
}

/** Beside looking at one picture: those that look like it. */
export function similarItem(onSelect: () => void, isSingle: boolean): MenuItem {
  return {
    id: "similar",
    label: text.moreLikeThis,
    icon: Sparkles,
    disabled: !isSingle,
    onSelect,
  };
}
