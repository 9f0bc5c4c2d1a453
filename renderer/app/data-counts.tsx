import { useDoctorReport } from "#renderer/engine-client/use-doctor.ts";
import { useTrayState } from "#renderer/engine-client/use-labels.ts";
import { useIsOfTexts } from "#renderer/engine-client/use-texts.ts";
import { Badge } from "#renderer/ui/chip.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";

/** What waits in a room, beside its name; nothing while there is none. @param label what is counted */
function TabCount({
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

/** Open findings of the check-up. */
export function DoctorCount() {
  const report = useDoctorReport(!useIsOfTexts()).data;
  return <TabCount count={report?.open} label={strings.doctor.tabCount} />;
}

/** Pictures without a label. */
export function TrayCount() {
  const state = useTrayState().data;
  return (
    <TabCount count={state?.unlabelled} label={strings.dataTabs.trayCount} />
  );
}
