import { Button } from "#renderer/ui/button.tsx";
import { strings } from "#renderer/ui/strings.ts";

import type { Selection } from "./selection.ts";
import { selectAll, selectNone } from "./selection.ts";

const text = strings.datasets;

/** How many pictures are shown and how many of them are selected, with all or none a press away. */
export function SelectionLine({
  visible,
  noun,
  selected,
  allIds,
  onSelection,
}: {
  visible: number;
  noun: "picture" | "text";
  selected: number;
  allIds: () => Promise<number[]>;
  onSelection: (change: (known: Selection) => Selection) => void;
}) {
  return (
    <>
      {text.shown(visible, noun)}
      {selected > 1 && ` · ${text.selected(selected)}`}
      {selected > 0 && selected < visible && (
        <Button
          size="small"
          variant="quiet"
          onClick={() =>
            void allIds().then((ids) =>
              onSelection((known) => selectAll(known, ids)),
            )
          }
        >
          {text.selectAll(visible)}
        </Button>
      )}
      {selected > 1 && (
        <Button
          size="small"
          variant="quiet"
          onClick={() => onSelection(selectNone)}
        >
          {text.selectNone}
        </Button>
      )}
    </>
  );
}
