import type { ReactNode } from "react";

import type { Evaluation } from "#api/results.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { formatCount, formatPercent } from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";
import type { Column } from "#renderer/ui/table.tsx";
import { Table } from "#renderer/ui/table.tsx";

const text = strings.evaluate;

type Row = Evaluation["perClass"][number] & { readonly colorIndex: number };

/** Precision, recall and F1 of each class; a click on a heading sorts. */
export function ClassTable({ evaluation }: { evaluation: Evaluation }) {
  const classes = useDataset().data?.classes ?? [];
  const colors = new Map(classes.map(({ id, colorIndex }) => [id, colorIndex]));
  const rows = evaluation.perClass.map((one, index) => ({
    ...one,
    colorIndex: colors.get(one.classId) ?? index,
  }));
  return (
    <Panel title={text.perClass} className="class-table">
      <Table
        caption={text.perClass}
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => row.classId}
      />
    </Panel>
  );
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: "name",
    header: text.class,
    cell: (row) => (
      <span className="row">
        <ClassSwatch colorIndex={row.colorIndex} />
        <span className="truncate">{row.name}</span>
      </span>
    ),
    sortBy: (row) => row.name,
  },
  shareColumn("precision", text.precision, text.precisionTerm),
  shareColumn("recall", text.recall, text.recallTerm),
  shareColumn("f1", text.f1, text.f1Term),
  {
    id: "support",
    header: text.pictures,
    align: "end",
    cell: (row) => formatCount(row.support),
    sortBy: (row) => row.support,
  },
];

function shareColumn(
  id: "precision" | "recall" | "f1",
  name: string,
  term: string,
): Column<Row> {
  const header: ReactNode = <span title={term}>{name}</span>;
  return {
    id,
    header,
    align: "end",
    cell: (row) => formatPercent(row[id]),
    sortBy: (row) => row[id],
  };
}
