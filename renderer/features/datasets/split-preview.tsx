import type { Split } from "#api/base.ts";
import type { SplitPreview } from "#api/splits.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";
import type { Column } from "#renderer/ui/table.tsx";
import { Table } from "#renderer/ui/table.tsx";

const text = strings.splits;
const SIDES: readonly Split[] = ["train", "validation", "test"];

/** Which pictures a rule would move, and what it keeps together. */
export function SplitPreviewPanel({
  preview,
  failure,
  isComputing,
}: {
  preview: SplitPreview | undefined;
  failure: string | undefined;
  isComputing: boolean;
}) {
  const noun = useNoun();
  return (
    <section
      className="split-preview stack stack--tight"
      aria-label={text.preview}
      aria-busy={isComputing}
    >
      {failure !== undefined && <Notice tone="danger">{failure}</Notice>}
      {preview === undefined ? (
        failure === undefined && <p className="muted">{text.computing}</p>
      ) : (
        <>
          <p aria-live="polite">
            <strong>
              {text.moved(preview.moved, preview.imageCount, noun)}
            </strong>{" "}
            {preview.groupCount > 0 &&
              text.groups(preview.groupCount, preview.straddling)}{" "}
            {preview.folds !== null && text.foldSizes(preview.folds, noun)}
          </p>
          <div className="split-preview__tables">
            <Table
              caption={text.preview}
              columns={SIDE_COLUMNS}
              rows={SIDES.map((side) => ({
                side,
                now: preview.before[side],
                later: preview.after[side],
              }))}
              rowKey={({ side }) => side}
            />
            {preview.moves.length > 0 && (
              <Table
                caption={text.moves}
                columns={MOVE_COLUMNS}
                rows={preview.moves}
                rowKey={({ from, to }) => `${from} ${to}`}
              />
            )}
          </div>
          {preview.remarks.map((remark) => (
            <Notice key={remark} tone="warning">
              {remark}
            </Notice>
          ))}
        </>
      )}
    </section>
  );
}

interface SideRow {
  readonly side: Split;
  readonly now: number;
  readonly later: number;
}

const SIDE_COLUMNS: readonly Column<SideRow>[] = [
  { id: "side", header: text.side, cell: ({ side }) => text.sides[side] },
  {
    id: "now",
    header: text.now,
    align: "end",
    cell: ({ now }) => formatCount(now),
  },
  {
    id: "later",
    header: text.later,
    align: "end",
    cell: ({ later }) => formatCount(later),
  },
];

const MOVE_COLUMNS: readonly Column<SplitPreview["moves"][number]>[] = [
  {
    id: "move",
    header: text.moves,
    cell: ({ from, to }) => text.move(from, to),
  },
  {
    id: "count",
    header: text.count,
    align: "end",
    cell: ({ count }) => formatCount(count),
  },
];
