import { Check, Trophy } from "lucide-react";
import { useMemo } from "react";

import type { League, LeagueEntry } from "#api/league.ts";
import type { RecipeDraft } from "#api/recipe.ts";
import { ScatterPlot } from "#renderer/charts/scatter-plot.tsx";
import { Button } from "#renderer/ui/button.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { EmptyState, Notice } from "#renderer/ui/empty-state.tsx";
import {
  formatBytes,
  formatNumber,
  formatPercent,
} from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Table, type Column } from "#renderer/ui/table.tsx";

const text = strings.league;

/** What the networks reached: a sentence, a picture and a table. */
export function LeagueResults({
  league,
  chosen,
  onTake,
}: {
  league: League;
  /** The draft of the next recipe. */
  chosen: RecipeDraft;
  onTake: (entry: LeagueEntry) => void;
}) {
  const { entries, recommended, sentence, status, failures } = league;
  const columns = useMemo(
    () => leagueColumns(recommended, chosen, onTake),
    [recommended, chosen, onTake],
  );
  const points = useMemo(
    () =>
      entries.map(({ id, name, accuracy, secondsPer100, weightsBytes }) => ({
        id,
        label: name,
        x: secondsPer100,
        y: accuracy.value,
        low: accuracy.low,
        high: accuracy.high,
        area: weightsBytes,
        marked: id === recommended,
      })),
    [entries, recommended],
  );
  return (
    <Panel title={text.results}>
      <div className="stack">
        {status === "failed" && league.message !== null && (
          <Notice tone="danger" title={text.probeFailed}>
            {league.message}
          </Notice>
        )}
        {status === "stale" && <Notice tone="warning">{text.stale}</Notice>}
        {failures.map(({ name, message }) => (
          <Notice key={name} tone="warning" title={text.notProbed(name)}>
            {message}
          </Notice>
        ))}
        {entries.length === 0 ? (
          <EmptyState
            icon={Trophy}
            title={text.noneTitle}
            message={text.noneMessage}
          />
        ) : (
          <>
            <p className="league__sentence">{sentence}</p>
            <p className="muted small">{text.how(league.pictures)}</p>
            <ScatterPlot
              title={text.scatter}
              points={points}
              xLabel={text.secondsPer100}
              yLabel={text.accuracy}
              formatX={(seconds) => formatNumber(seconds, 3)}
              formatY={(share) => formatPercent(share, 0)}
              describe={({ label, x, y, area }) =>
                text.dot(
                  label,
                  formatPercent(y),
                  formatNumber(x, 2),
                  formatBytes(area),
                )
              }
            />
            <Table
              caption={text.results}
              columns={columns}
              rows={entries}
              rowKey={({ id }) => id}
            />
          </>
        )}
      </div>
    </Panel>
  );
}

function leagueColumns(
  recommended: string | null,
  chosen: RecipeDraft,
  onTake: (entry: LeagueEntry) => void,
): Column<LeagueEntry>[] {
  return [
    {
      id: "name",
      header: text.network,
      cell: ({ id, name }) => (
        <span className="row">
          {name}
          {id === recommended && <Badge tone="good">{text.recommended}</Badge>}
        </span>
      ),
      sortBy: ({ name }) => name,
    },
    {
      id: "accuracy",
      header: text.accuracy,
      align: "end",
      cell: ({ accuracy }) => (
        <>
          {formatPercent(accuracy.value)}
          <span className="muted small league__interval">
            {formatPercent(accuracy.low)} – {formatPercent(accuracy.high)}
          </span>
        </>
      ),
      sortBy: ({ accuracy }) => accuracy.value,
    },
    {
      id: "seconds",
      header: text.secondsPer100,
      align: "end",
      cell: ({ secondsPer100 }) => formatNumber(secondsPer100, 2),
      sortBy: ({ secondsPer100 }) => secondsPer100,
    },
    {
      id: "weights",
      header: text.weights,
      align: "end",
      cell: ({ weightsBytes }) => formatBytes(weightsBytes),
      sortBy: ({ weightsBytes }) => weightsBytes,
    },
    {
      id: "take",
      header: <span className="visually-hidden">{text.take}</span>,
      align: "end",
      cell: (entry) =>
        isChosen(entry, chosen) ? (
          <span className="row league__chosen">
            <Check size={14} aria-hidden />
            {text.chosen}
          </span>
        ) : (
          <Button
            size="small"
            aria-label={text.takeNamed(entry.name)}
            onClick={() => onTake(entry)}
          >
            {text.take}
          </Button>
        ),
    },
  ];
}

function isChosen(
  { model, width, inputSize }: LeagueEntry,
  draft: RecipeDraft,
): boolean {
  return (
    draft.model === model &&
    draft.inputSize === inputSize &&
    (width === null || draft.width === width)
  );
}
