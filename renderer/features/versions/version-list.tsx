import { Camera, EllipsisVertical, Pencil, Rocket, Trash2 } from "lucide-react";
import { useState } from "react";

import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { formatMoment } from "#renderer/ui/format.ts";
import { Menu } from "#renderer/ui/menu.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure, showToast } from "#renderer/ui/toast-store.ts";

import { NameDialog } from "./name-dialog.tsx";
import type { VersionEntry } from "./version-entries.ts";

const text = strings.versions;

/** Every version, snapshots first; the chosen one is compared beside it. */
export function VersionList({
  snapshots,
  runs,
  chosen,
  isReadOnly,
  onChoose,
}: {
  snapshots: readonly VersionEntry[];
  runs: readonly VersionEntry[];
  chosen: VersionEntry;
  isReadOnly: boolean;
  onChoose: (key: string) => void;
}) {
  const lines = (entries: readonly VersionEntry[]) => (
    <ul className="versions__list">
      {entries.map((entry) => (
        <VersionLine
          key={entry.key}
          entry={entry}
          isChosen={entry.key === chosen.key}
          isReadOnly={isReadOnly}
          onChoose={() => onChoose(entry.key)}
        />
      ))}
    </ul>
  );
  return (
    <nav className="versions__lists stack" aria-label={text.list}>
      <section className="stack stack--tight" aria-label={text.snapshots}>
        <h2 className="versions__heading">{text.snapshots}</h2>
        {snapshots.length === 0 ? (
          <p className="muted small">{text.noSnapshots}</p>
        ) : (
          lines(snapshots)
        )}
      </section>
      {runs.length > 0 && (
        <section className="stack stack--tight" aria-label={text.runs}>
          <h2 className="versions__heading">{text.runs}</h2>
          {lines(runs)}
        </section>
      )}
    </nav>
  );
}

function VersionLine({
  entry,
  isChosen,
  isReadOnly,
  onChoose,
}: {
  entry: VersionEntry;
  isChosen: boolean;
  isReadOnly: boolean;
  onChoose: () => void;
}) {
  const { name, createdAt, imageCount, snapshotId } = entry;
  const noun = useNoun();
  const Icon = snapshotId === null ? Rocket : Camera;
  return (
    <li className="versions__line">
      <button
        type="button"
        className="versions__choice"
        aria-current={isChosen}
        onClick={onChoose}
      >
        <Icon size={16} aria-hidden />
        <span className="versions__words">
          <span className="truncate">{name}</span>
          <span className="muted small figures truncate">
            {text.facts(formatMoment(createdAt), imageCount, noun)}
          </span>
        </span>
      </button>
      {snapshotId !== null && !isReadOnly && (
        <SnapshotMenu entry={entry} snapshotId={snapshotId} />
      )}
    </li>
  );
}

function SnapshotMenu({
  entry: { name, digest },
  snapshotId,
}: {
  entry: VersionEntry;
  snapshotId: string;
}) {
  const engine = useEngine();
  const [isRenaming, setRenaming] = useState(false);
  const fail = ({ message }: { message: string }) => showFailure({ message });
  const putBack = useAct(() => engine.versions.name({ name, digest }), {
    onFailure: fail,
  });
  const remove = useAct(() => engine.versions.remove({ id: snapshotId }), {
    onDone: () =>
      showToast({
        title: text.removed(name),
        action: { label: text.undo, perform: () => putBack.run(undefined) },
      }),
    onFailure: fail,
  });
  return (
    <>
      <Menu
        align="end"
        items={[
          {
            id: "rename",
            label: text.rename,
            icon: Pencil,
            onSelect: () => setRenaming(true),
          },
          {
            id: "remove",
            label: text.remove,
            icon: Trash2,
            danger: true,
            onSelect: () => remove.run(undefined),
          },
        ]}
      >
        <IconButton
          icon={EllipsisVertical}
          size="small"
          label={text.more(name)}
        />
      </Menu>
      {isRenaming && (
        <NameDialog
          renamed={{ id: snapshotId, name }}
          onClose={() => setRenaming(false)}
        />
      )}
    </>
  );
}
