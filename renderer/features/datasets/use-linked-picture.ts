import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";

import type { Selection } from "./selection.ts";
import { selectOne } from "./selection.ts";

/** Selects the picture that the address names (`?image=7`), and gives its place in the list, for the grid to show it. */
export function useLinkedPicture(
  allIds: () => Promise<number[]>,
  onSelection: (selection: Selection) => void,
): number | null {
  const imageId = Number(useSearchParams()[0].get("image"));
  const [place, setPlace] = useState<number | null>(null);
  useEffect(() => {
    if (imageId > 0) {
      void allIds().then((ids) => {
        const index = ids.indexOf(imageId);
        if (index >= 0) {
          setPlace(index);
          onSelection(selectOne(index, imageId));
        }
      });
    }
  }, [imageId, onSelection, allIds]);
  return place;
}
