import { Ban, LayoutGrid, SquarePlus, Tag } from "lucide-react";
import { useNavigate } from "react-router";

import {
  keepPicked,
  MOST_PICKED,
} from "#renderer/engine-client/picked-pictures.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { Button } from "#renderer/ui/button.tsx";
import { useDataActs } from "#renderer/ui/data-acts.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.labels;

/** What can be done with the pictures that are selected on the map. */
export function MapSelectionPanel({
  count,
  ids,
  readOnly,
  onAsk,
  onNone,
}: {
  count: number;
  /** Ids of the selected pictures. */
  ids: () => number[];
  readOnly: boolean;
  /** Asks which class they are, or for the name of one of their own. */
  onAsk: (what: "relabel" | "split") => void;
  onNone: () => void;
}) {
  const noun = useNoun();
  const acts = useDataActs();
  const navigate = useNavigate();
  if (count === 0) {
    return <p className="muted small">{text.mapHow}</p>;
  }
  return (
    <section className="stack stack--tight" aria-label={text.selection}>
      <div className="row">
        <h2 className="grow">{text.selected(count)}</h2>
        <Button size="small" variant="quiet" onClick={onNone}>
          {text.selectNone}
        </Button>
      </div>
      <Button
        size="small"
        icon={LayoutGrid}
        disabled={count > MOST_PICKED}
        title={
          count > MOST_PICKED ? text.tooManyForGrid(MOST_PICKED) : undefined
        }
        onClick={() => {
          const key = keepPicked(text.pickedOnMap(count, noun), ids());
          void navigate(`/data?picked=${key}&labelled=any`);
        }}
      >
        {text.showInGrid}
      </Button>
      <Button
        size="small"
        icon={Tag}
        disabled={readOnly}
        onClick={() => onAsk("relabel")}
      >
        {text.give}
      </Button>
      <Button
        size="small"
        icon={SquarePlus}
        disabled={readOnly}
        onClick={() => onAsk("split")}
      >
        {text.ownClass}
      </Button>
      <div className="row row--wrap">
        <span className="muted small">{text.moveTo}</span>
        {(["train", "validation", "test"] as const).map((split) => (
          <Button
            key={split}
            size="small"
            disabled={readOnly}
            onClick={() => acts.setSplit(ids(), split)}
          >
            {strings.datasets.splits[split]}
          </Button>
        ))}
      </div>
      <Button
        size="small"
        icon={Ban}
        disabled={readOnly}
        onClick={() => acts.setExcluded(ids(), true)}
      >
        {text.exclude}
      </Button>
    </section>
  );
}
