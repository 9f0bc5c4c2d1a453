import type { Run } from "#api/training.ts";
import { Badge } from "#renderer/ui/chip.tsx";
import { strings } from "#renderer/ui/strings.ts";
import type { Tone } from "#renderer/ui/toast-store.ts";

const TONES: Readonly<Record<Run["status"], Tone>> = {
  waiting: "neutral",
  running: "accent",
  paused: "neutral",
  interrupted: "warning",
  finished: "good",
  stopped: "good",
  failed: "danger",
};

/** Where a run stands, in a word. */
export function StatusBadge({ status }: { status: Run["status"] }) {
  return <Badge tone={TONES[status]}>{strings.train.statuses[status]}</Badge>;
}
