import "./folder-browser.css";

import { ArrowUp, Box, Folder, HardDrive } from "lucide-react";
import { useState } from "react";

import { Button, IconButton } from "./button.tsx";
import { Badge } from "./chip.tsx";
import { LoadingBlock } from "./spinner.tsx";
import { strings } from "./strings.ts";
import { TextInput } from "./text-field.tsx";

/** What the engine says of one folder; the listing of the contract fits. */
export interface BrowsedFolder {
  readonly path: string;
  readonly parent: string | null;
  readonly roots: readonly { readonly name: string; readonly path: string }[];
  readonly entries: readonly {
    readonly name: string;
    readonly path: string;
    readonly kind: "folder" | "file";
    readonly isProject: boolean;
  }[];
}

/** Goes through the folders of the engine's machine, where the host has no dialog of its own. */
export function FolderBrowser({
  listing,
  failure,
  onOpen,
  onProject,
}: {
  /** Undefined while it is on its way. */
  listing: BrowsedFolder | undefined;
  failure: string | null;
  /** Another folder is to be shown; what is shown is what is chosen. */
  onOpen: (path: string) => void;
  /** Present: a project in the list is chosen by this, and not opened as a folder. */
  onProject?: (path: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const path = typed ?? listing?.path ?? "";

  function open(next: string): void {
    setTyped(null);
    onOpen(next);
  }

  return (
    <section className="folder-browser" aria-label={strings.folders.browser}>
      <form
        className="folder-browser__path"
        onSubmit={(event) => {
          event.preventDefault();
          open(path);
        }}
      >
        <IconButton
          icon={ArrowUp}
          label={strings.folders.up}
          disabled={listing?.parent == null}
          onClick={() => listing?.parent != null && open(listing.parent)}
        />
        <TextInput
          aria-label={strings.folders.path}
          value={path}
          onChange={setTyped}
        />
        <Button type="submit">{strings.folders.go}</Button>
      </form>
      <ul
        className="folder-browser__places"
        aria-label={strings.folders.places}
      >
        {listing?.roots.map((root) => (
          <li key={root.path}>
            <button
              type="button"
              className="folder-browser__entry"
              onClick={() => open(root.path)}
            >
              <HardDrive size={14} aria-hidden />
              <span className="truncate">{root.name}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="folder-browser__entries">
        {failure !== null ? (
          <p className="folder-browser__note" role="alert">
            {strings.folders.unreadable} {failure}
          </p>
        ) : listing === undefined ? (
          <LoadingBlock label={strings.common.loading} />
        ) : (
          <Entries listing={listing} onOpen={open} onProject={onProject} />
        )}
      </div>
    </section>
  );
}

export function folderCount({ entries }: BrowsedFolder): number {
  return entries.filter(({ kind }) => kind === "folder").length;
}

function Entries({
  listing,
  onOpen,
  onProject,
}: {
  listing: BrowsedFolder;
  onOpen: (path: string) => void;
  onProject: ((path: string) => void) | undefined;
}) {
  const folders = listing.entries.filter(({ kind }) => kind === "folder");
  if (folders.length === 0) {
    return (
      <p className="folder-browser__note muted">{strings.folders.empty}</p>
    );
  }
  return (
    <ul>
      {folders.map((entry) => {
        const Icon = entry.isProject ? Box : Folder;
        return (
          <li key={entry.path}>
            <button
              type="button"
              className="folder-browser__entry"
              onClick={() =>
                entry.isProject && onProject !== undefined
                  ? onProject(entry.path)
                  : onOpen(entry.path)
              }
            >
              <Icon size={14} aria-hidden />
              <span className="truncate">{entry.name}</span>
              {entry.isProject && <Badge>{strings.folders.project}</Badge>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
