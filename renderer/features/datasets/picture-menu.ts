import { Ban, Check } from "lucide-react";

import type { ImageClass } from "#api/datasets.ts";
import type { MenuItem } from "#renderer/ui/menu.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { labelKeys } from "./label-keys.ts";
import type { PictureActs } from "./use-picture-acts.ts";

const text = strings.datasets;
const MOST_CLASSES = 20;

/** What the context menu of the selected pictures changes. */
export function pictureMenu(
  imageIds: readonly number[],
  classes: readonly ImageClass[],
  acts: PictureActs,
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
    ...classes.slice(0, MOST_CLASSES).map((imageClass) => ({
      id: `class-${imageClass.id}`,
      label: imageClass.name,
      shortcut: keys.get(imageClass.id),
      onSelect: () => acts.relabel(imageIds, imageClass),
    })),
  ];
}
