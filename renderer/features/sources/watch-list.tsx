import type { WatchedFolder } from "#api/watched-folders.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useWatchedFolders } from "#renderer/engine-client/use-watched-folders.ts";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Switch } from "#renderer/ui/toggles.tsx";

const text = strings.captures;

/** The folders of the data set, each with a switch. */
export function WatchList() {
  const { data: folders, error } = useWatchedFolders();
  if (error !== null) return <Notice tone="danger">{error.message}</Notice>;
  if (folders === undefined) {
    return <LoadingBlock label={strings.common.loading} />;
  }
  return (
    <div className="stack">
      <p className="muted small">{text.watchWhy}</p>
      {folders.length === 0 && <Notice>{text.watchNone}</Notice>}
      {folders.map((folder) => (
        <WatchedFolderRow key={folder.rootId} folder={folder} />
      ))}
    </div>
  );
}

function WatchedFolderRow({ folder }: { folder: WatchedFolder }) {
  const engine = useEngine();
  const { rootId, path, watched, state, message, missing } = folder;
  const change = useAct((next: boolean) =>
    engine.watchedFolders.set({ rootId, watched: next }),
  );
  const failure = change.failure?.message ?? message;
  return (
    <div className="stack stack--tight">
      <Switch
        label={text.watchThis(path)}
        checked={watched}
        disabled={change.isRunning}
        onChange={change.run}
      />
      <output className="muted small">
        {state === null ? text.watchOff : text.watchState[state]}
        {missing > 0 && ` · ${text.missing(missing)}`}
      </output>
      {failure !== null && <Notice tone="warning">{failure}</Notice>}
    </div>
  );
}
