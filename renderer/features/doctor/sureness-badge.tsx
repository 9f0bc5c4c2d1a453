import type { Sureness } from "#api/doctor.ts";
import { Badge } from "#renderer/ui/chip.tsx";
import { strings } from "#renderer/ui/strings.ts";

const TONES = {
  certain: "danger",
  likely: "warning",
  possible: "neutral",
} as const;

/** How sure a check is of what it says. */
export function SurenessBadge({ sureness }: { sureness: Sureness }) {
  return (
    <Badge tone={TONES[sureness]}>{strings.doctor.sureness[sureness]}</Badge>
  );
}
