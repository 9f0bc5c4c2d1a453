import type { ExportReport } from "#api/results.ts";
import { Badge } from "#renderer/ui/chip.tsx";
import { formatCount, formatNumber } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";
import type { Column } from "#renderer/ui/table.tsx";
import { Table } from "#renderer/ui/table.tsx";

const text = strings.export;
const none = strings.common.none;

type Check = ExportReport["formats"][number]["parity"][number];

/** Who ran the exported file, on how many items, and how far its answers were from the app's. */
export function ParityTable({ checks }: { checks: readonly Check[] }) {
  if (checks.length === 0) return <p className="muted">{text.parityNone}</p>;
  return (
    <Table
      caption={text.parity}
      columns={COLUMNS}
      rows={checks}
      rowKey={(check) => `${check.runtime} ${check.kind}`}
    />
  );
}

const COLUMNS: readonly Column<Check>[] = [
  {
    id: "runtime",
    header: text.columns.check,
    cell: (check) => check.runtime,
  },
  {
    id: "kind",
    header: text.columns.kind,
    cell: (check) => text.parityKinds[check.kind],
  },
  {
    id: "pictures",
    header: text.columns.items,
    align: "end",
    cell: (check) =>
      check.skipped === null ? formatCount(check.pictures) : none,
  },
  {
    id: "difference",
    header: text.columns.difference,
    align: "end",
    cell: (check) =>
      check.skipped === null ? formatNumber(check.maxDifference, 2) : none,
  },
  {
    id: "tolerance",
    header: text.columns.tolerance,
    align: "end",
    cell: (check) => formatNumber(check.tolerance, 2),
  },
  {
    id: "top1",
    header: text.columns.top1,
    align: "end",
    cell: (check) =>
      check.skipped === null
        ? text.ofItems(formatCount(check.sameTop1), formatCount(check.pictures))
        : none,
  },
  {
    id: "result",
    header: text.columns.result,
    cell: (check) =>
      check.skipped !== null ? (
        <span className="muted small">
          {text.skipped}: {check.skipped}
        </span>
      ) : check.passed ? (
        <Badge tone="good">{text.passed}</Badge>
      ) : (
        <span>
          <Badge tone="danger">{text.notPassed}</Badge>{" "}
          {check.error !== null && (
            <span className="muted small">{check.error}</span>
          )}
        </span>
      ),
  },
];
