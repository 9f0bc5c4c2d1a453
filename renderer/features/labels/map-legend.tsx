import { ChartTable } from "#renderer/charts/chart-table.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";

import type { MapGroup } from "./map-colors.ts";

const text = strings.labels;

/** What the colours mean; a press selects all pictures of one, with Ctrl or Shift beside those that are selected. */
export function MapLegend({
  groups,
  nearest,
  onSelect,
}: {
  groups: readonly MapGroup[];
  /** Of each group the one that lies nearest, as soon as it is asked for. */
  nearest: () => readonly (number | null)[];
  onSelect: (group: number, isMore: boolean) => void;
}) {
  return (
    <section className="map-legend" aria-label={text.legend}>
      {groups.map(({ label, color, count }, group) =>
        count === 0 ? null : (
          <button
            key={label}
            type="button"
            className="map-legend__group"
            title={text.legendItem(label)}
            onClick={(event) =>
              onSelect(group, event.shiftKey || event.ctrlKey || event.metaKey)
            }
          >
            <span
              className="map-legend__color"
              style={{ background: color }}
              aria-hidden
            />
            <span className="truncate grow">{label}</span>
            <span className="muted small figures">{formatCount(count)}</span>
          </button>
        ),
      )}
      <ChartTable
        label={text.mapTable}
        caption={text.map}
        columns={[text.group, text.members, text.nearestGroup]}
        rows={() => {
          const near = nearest();
          return groups.map(({ label, count }, group) => [
            label,
            formatCount(count),
            groups[near[group] ?? -1]?.label ?? "–",
          ]);
        }}
      />
    </section>
  );
}
