import { CheckCheck } from "lucide-react";
import { useState } from "react";

import type { ImageFilter } from "#api/datasets.ts";
import { useImages } from "#renderer/engine-client/use-images.ts";
import { Button } from "#renderer/ui/button.tsx";
import { useDataActs } from "#renderer/ui/data-acts.ts";
import { formatPercent } from "#renderer/ui/format.ts";
import { Slider } from "#renderer/ui/slider.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { useDebounced } from "#renderer/ui/use-debounced.ts";

const text = strings.labels;
const AT_FIRST = 95;
const PATIENCE_MS = 150;

/** Takes every suggestion over that is sure enough, after saying how many these are. */
export function AcceptAbove({
  filter,
  readOnly,
}: {
  filter: ImageFilter;
  readOnly: boolean;
}) {
  const acts = useDataActs();
  const [percent, setPercent] = useState(AT_FIRST);
  const settled = useDebounced(percent, PATIENCE_MS);
  const confidence = settled / 100;
  const count =
    useImages({ ...filter, confidence: [confidence, 1] }, 0, 0).total ?? 0;
  return (
    <section className="stack stack--tight">
      <span className="small">
        {text.acceptAbove} {formatPercent(percent / 100, 0)}
      </span>
      <Slider
        label={text.acceptAbove}
        value={percent}
        minimum={50}
        maximum={99}
        format={(value) => formatPercent(value / 100, 0)}
        onChange={setPercent}
      />
      <Button
        size="small"
        icon={CheckCheck}
        disabled={readOnly || count === 0 || settled !== percent}
        onClick={() => acts.acceptSuggestions(confidence, count)}
      >
        {count === 0 ? text.acceptNone : text.acceptCount(count)}
      </Button>
    </section>
  );
}
