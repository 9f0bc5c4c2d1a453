import { Crosshair, Eye } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { useNavigate } from "react-router";

import type { ImageClass } from "#api/datasets.ts";
import { useRunPath } from "#renderer/engine-client/current-run.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { ClassChooser } from "#renderer/ui/class-chooser.tsx";
import type { DataActs } from "#renderer/ui/data-acts.ts";
import { labelKeyAct } from "#renderer/ui/label-keys.ts";
import type { MenuItem } from "#renderer/ui/menu.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { pictureMenu, similarItem } from "./picture-menu.ts";

const text = strings.datasets;
const NO_CLASSES: readonly ImageClass[] = [];

/** A class that is asked for: of the selected pictures, or a new one that they make. */
interface Asking {
  readonly for: "relabel" | "split";
  /** What was typed before the question came. */
  readonly typed: string;
}

/** What can be done with the selected pictures: by keys, from the menu, and the question for a class that either may lead to. */
export function useSelectedActs({
  imageIds,
  classes,
  acts,
  readOnly,
  areExcluded,
  onPreview,
  onSimilar,
}: {
  imageIds: readonly number[];
  classes: readonly ImageClass[];
  acts: DataActs;
  readOnly: boolean;
  /** Only excluded pictures are shown, so that excluding takes them back. */
  areExcluded: boolean;
  onPreview: () => void;
  onSimilar: (imageId: number) => void;
}): {
  readonly press: (event: { key: string; preventDefault(): void }) => void;
  readonly menu: readonly MenuItem[];
  /** A dialog, or null. */
  readonly question: ReactNode;
} {
  const [asking, setAsking] = useState<Asking | null>(null);
  const navigate = useNavigate();
  const withRun = useRunPath();
  const noun = useNoun();

  function press(event: { key: string; preventDefault(): void }): void {
    if (readOnly || imageIds.length === 0) {
      return;
    }
    const act = labelKeyAct(classes, event.key);
    if (act === undefined) {
      return;
    }
    event.preventDefault();
    if (act.kind === "relabel") {
      acts.relabel(imageIds, act.imageClass);
    } else if (act.kind === "ask") {
      setAsking({ for: "relabel", typed: act.typed });
    } else {
      acts.setExcluded(imageIds, !areExcluded);
    }
  }

  const menu: readonly MenuItem[] = [
    {
      id: "preview",
      label: text.preview,
      icon: Eye,
      shortcut: "Space",
      onSelect: onPreview,
    },
    {
      id: "explain",
      label: text.explain,
      icon: Crosshair,
      disabled: imageIds.length !== 1,
      onSelect: () => {
        const path = withRun("/explain");
        const joint = path.includes("?") ? "&" : "?";
        void navigate(`${path}${joint}image=${imageIds[0]}`);
      },
    },
    similarItem(() => onSimilar(imageIds[0] ?? -1), imageIds.length === 1),
    ...(readOnly
      ? []
      : pictureMenu(imageIds, classes, acts, {
          relabel: () => setAsking({ for: "relabel", typed: "" }),
          split: () => setAsking({ for: "split", typed: "" }),
        })),
  ];

  const question = asking !== null && (
    <ClassChooser
      title={
        asking.for === "split"
          ? strings.dataActs.splitTitle(imageIds.length, noun)
          : strings.dataActs.relabelTitle(imageIds.length, noun)
      }
      classes={asking.for === "split" ? NO_CLASSES : classes}
      typed={asking.typed}
      onChoose={(imageClass) => acts.relabel(imageIds, imageClass)}
      onCreate={(name) => acts.splitClass(imageIds, name)}
      onClose={() => setAsking(null)}
    />
  );
  return { press, menu, question };
}
