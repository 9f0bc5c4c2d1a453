import { useState } from "react";

import type { VersionComparison } from "#api/versions.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useComparison } from "#renderer/engine-client/use-versions.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import type { Noun } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";
import { Segmented } from "#renderer/ui/toggles.tsx";

import type { VersionEntry } from "./version-entries.ts";

const text = strings.versions;

/** Says what going back changes before it does. */
export function RestoreDialog({
  entry,
  onClose,
}: {
  entry: VersionEntry;
  onClose: () => void;
}) {
  const engine = useEngine();
  const noun = useNoun();
  const { data: comparison, error } = useComparison("now", entry.digest);
  const [added, setAdded] = useState<"stay" | "exclude">("stay");
  const restore = useAct(
    () => engine.versions.restore({ digest: entry.digest, added }),
    // A job goes on with it; the tray at the bottom says how far it is, and can end it.
    { onDone: onClose },
  );
  const effects = comparison === undefined ? [] : effectsOf(comparison, noun);
  const later = comparison?.counts.removed ?? 0;
  const failure = restore.failure?.message ?? error?.message;
  return (
    <Dialog
      title={text.restoreTitle(entry.name)}
      description={text.restoreText}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button
            variant="primary"
            disabled={effects.length === 0}
            busy={restore.isRunning}
            onClick={() => restore.run(undefined)}
          >
            {text.confirm}
          </Button>
        </>
      }
    >
      <div className="stack">
        {failure !== undefined && <Notice tone="danger">{failure}</Notice>}
        {comparison === undefined && failure === undefined && (
          <LoadingBlock label={text.comparing} />
        )}
        {comparison !== undefined && effects.length === 0 && (
          <p>{text.restoreNothing}</p>
        )}
        {effects.length > 0 && (
          <ul className="versions__sentences">
            {effects.map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
        )}
        {later > 0 && (
          <div className="stack stack--tight">
            <p>{text.later}</p>
            <Segmented
              label={text.later}
              value={added}
              onChange={setAdded}
              options={[
                { value: "stay", label: text.laterChoices.stay },
                { value: "exclude", label: text.laterChoices.exclude },
              ]}
            />
          </div>
        )}
      </div>
    </Dialog>
  );
}

function effectsOf(
  { counts, renames, classesAdded, classesRemoved }: VersionComparison,
  noun: Noun,
): string[] {
  const kinds = Object.entries(text.restoreCounts).flatMap(([kind, say]) => {
    const count = counts[kind as keyof typeof counts] ?? 0;
    return count > 0 ? [say(count, noun)] : [];
  });
  return [
    ...kinds,
    ...renames.map(({ from, to }) => text.restoreRename(from, to)),
    ...classesAdded.map(text.classAdded),
    ...classesRemoved.map(text.classRemoved),
  ];
}
