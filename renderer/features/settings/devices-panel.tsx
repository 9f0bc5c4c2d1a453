import type { Device } from "#api/system.ts";
import { useDevices } from "#renderer/engine-client/use-system.ts";
import { Badge } from "#renderer/ui/chip.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatBytes } from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import type { Column } from "#renderer/ui/table.tsx";
import { Table } from "#renderer/ui/table.tsx";

const text = strings.settings;

const COLUMNS: readonly Column<Device>[] = [
  { id: "name", header: text.deviceColumns.name, cell: ({ name }) => name },
  {
    id: "provider",
    header: text.deviceColumns.provider,
    cell: ({ provider }) => provider,
  },
  {
    id: "memory",
    header: text.deviceColumns.memory,
    align: "end",
    cell: ({ memoryBytes }) =>
      memoryBytes === null ? strings.common.none : formatBytes(memoryBytes),
  },
  { id: "state", header: text.deviceColumns.state, cell: stateCell },
  { id: "note", header: text.deviceColumns.note, cell: ({ note }) => note },
];

export function DevicesPanel() {
  const { data, error } = useDevices();
  return (
    <Panel title={text.devices} className="settings__wide">
      <div className="stack">
        <p className="muted small">{text.devicesWhy}</p>
        {error !== null ? (
          <Notice tone="danger">{error.message}</Notice>
        ) : data === undefined ? (
          <LoadingBlock label={strings.common.loading} />
        ) : (
          <Table
            caption={text.devices}
            columns={COLUMNS}
            rows={data}
            rowKey={({ id }) => id}
          />
        )}
      </div>
    </Panel>
  );
}

function stateCell({ chosen, available }: Device) {
  return (
    <Badge tone={chosen ? "accent" : available ? "good" : "neutral"}>
      {chosen ? text.chosen : available ? text.available : text.unavailable}
    </Badge>
  );
}
