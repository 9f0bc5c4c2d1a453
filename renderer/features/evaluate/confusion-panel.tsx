import { useMemo, useState } from "react";

import type { Evaluation } from "#api/results.ts";
import { ConfusionMatrix } from "#renderer/charts/confusion-matrix.tsx";
import type { ConfusionCell } from "#renderer/charts/confusion-cell.ts";
import {
  cellShare,
  largestConfusions,
  rowTotal,
  type CellPosition,
  type ConfusionOrder,
} from "#renderer/charts/confusion-order.ts";
import { formatCount, formatPercent } from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Segmented } from "#renderer/ui/toggles.tsx";

import { classNameLookup, classNamesOf } from "./class-names.ts";
import { PictureGallery } from "./picture-gallery.tsx";

const text = strings.evaluate;
const ORDERS = ["given", "name", "errors", "similarity"] as const;
const LARGEST = 8;
const GALLERY_STEP = 24;

/** The confusion matrix, and at its side the pictures of the cell that is open, or the largest confusions. */
export function ConfusionPanel({ evaluation }: { evaluation: Evaluation }) {
  const { confusion, classIds } = evaluation;
  const [shown, setShown] = useState<"counts" | "percent">("counts");
  const [order, setOrder] = useState<ConfusionOrder>("given");
  const [open, setOpen] = useState<CellPosition | null>(null);
  const names = useMemo(() => classNamesOf(evaluation), [evaluation]);
  const nameOf = useMemo(() => classNameLookup(evaluation), [evaluation]);
  const largest = useMemo(
    () => largestConfusions(confusion, LARGEST),
    [confusion],
  );
  const openTrue = open === null ? undefined : classIds[open.row];
  const openPredicted = open === null ? undefined : classIds[open.column];

  return (
    <Panel
      title={text.confusion}
      actions={
        <div className="row">
          <Segmented
            label={text.show}
            size="small"
            value={shown}
            options={[
              { value: "counts", label: text.counts },
              { value: "percent", label: text.percent },
            ]}
            onChange={setShown}
          />
          <Select
            aria-label={text.order}
            size="small"
            value={order}
            options={ORDERS.map((value) => ({
              value,
              label: text.orders[value],
            }))}
            onChange={setOrder}
          />
        </div>
      }
    >
      <div className="confusion-panel">
        <ConfusionMatrix
          counts={confusion}
          names={names}
          order={order}
          label={text.confusionLabel}
          trueLabel={text.trueClass}
          predictedLabel={text.predictedClass}
          cellText={(cell) =>
            shown === "counts"
              ? formatCount(cell.count)
              : formatPercent(cell.share, 0).replace(/\s?%/, "")
          }
          describeCell={describeCell}
          onOpen={({ row, column }) => setOpen({ row, column })}
          open={open}
        />
        <div className="confusion-panel__side">
          {open === null ||
          openTrue === undefined ||
          openPredicted === undefined ? (
            <LargestConfusions
              rows={largest.map((one) => ({
                ...one,
                name: text.confusionLine(
                  names[one.row] ?? "",
                  names[one.column] ?? "",
                ),
              }))}
              onOpen={setOpen}
            />
          ) : (
            <>
              <div className="row row--between">
                <h3>
                  {text.cellTitle(nameOf(openTrue), nameOf(openPredicted))}
                </h3>
                <button
                  type="button"
                  className="button button--quiet button--small"
                  onClick={() => setOpen(null)}
                >
                  {strings.common.close}
                </button>
              </div>
              <p className="muted small figures">
                {describeCell({
                  ...open,
                  trueName: nameOf(openTrue),
                  predictedName: nameOf(openPredicted),
                  count: confusion[open.row]?.[open.column] ?? 0,
                  share: cellShare(confusion, open.row, open.column),
                  total: rowTotal(confusion, open.row),
                })}
              </p>
              <PictureGallery
                key={`${openTrue} ${openPredicted}`}
                runId={evaluation.runId}
                filter={{
                  runId: evaluation.runId,
                  splits: [evaluation.split],
                  classIds: [openTrue],
                  predictedClassIds: [openPredicted],
                  order: "confidence-descending",
                }}
                label={text.cellTitle(nameOf(openTrue), nameOf(openPredicted))}
                emptyText={text.emptyCell}
                nameOf={nameOf}
                step={GALLERY_STEP}
                sizePx={88}
              />
            </>
          )}
        </div>
      </div>
    </Panel>
  );
}

function LargestConfusions({
  rows,
  onOpen,
}: {
  rows: readonly (CellPosition & {
    readonly name: string;
    readonly count: number;
    readonly share: number;
  })[];
  onOpen: (cell: CellPosition) => void;
}) {
  return (
    <>
      <h3>{text.largest}</h3>
      {rows.length === 0 && <p className="muted">{text.noConfusions}</p>}
      <ol className="largest">
        {rows.map((row) => (
          <li key={row.name}>
            <button
              type="button"
              className="largest__row"
              onClick={() => onOpen({ row: row.row, column: row.column })}
            >
              <span className="truncate">{row.name}</span>
              <span className="figures">{formatCount(row.count)}</span>
              <span className="figures muted">
                {formatPercent(row.share, 0)}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <p className="muted small">{text.chooseCell}</p>
    </>
  );
}

function describeCell(cell: ConfusionCell): string {
  return text.cell(
    cell.trueName,
    cell.predictedName,
    cell.count,
    cell.total,
    formatPercent(cell.share),
  );
}
