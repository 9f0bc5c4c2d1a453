import { Badge } from "#renderer/ui/chip.tsx";
import { formatCount } from "#renderer/ui/format.ts";

/** What waits in a room, beside its name; nothing while there is none. @param label what is counted */
export function TabCount({
  count,
  label,
}: {
  count: number | undefined;
  label: (count: number) => string;
}) {
  return count === undefined || count === 0 ? null : (
    <Badge tone="warning" title={label(count)}>
      {formatCount(count)}
    </Badge>
  );
}
