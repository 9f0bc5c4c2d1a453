import "./command-palette.css";

import { Fragment } from "react";

import { Dialog } from "#renderer/ui/dialog.tsx";
import { Keys } from "#renderer/ui/keys.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { ACTIONS } from "./actions.ts";

/** All keys, from the same list that makes them work. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={strings.app.shortcuts} size="medium" onClose={onClose}>
      <div className="stack stack--loose">
        <section className="stack">
          <h3>{strings.app.shortcutGroups.everywhere}</h3>
          <div className="shortcut-list">
            {ACTIONS.map(
              ({ id, label, shortcut }) =>
                shortcut !== undefined && (
                  <Fragment key={id}>
                    <span>{label}</span>
                    <Keys shortcut={shortcut} />
                  </Fragment>
                ),
            )}
          </div>
        </section>
        <section className="stack">
          <h3>{strings.app.shortcutGroups.pictures}</h3>
          <div className="shortcut-list">
            {strings.app.pictureShortcuts.map(([keys, meaning]) => (
              <Fragment key={keys}>
                <span>{meaning}</span>
                <Keys shortcut={keys} />
              </Fragment>
            ))}
          </div>
        </section>
      </div>
    </Dialog>
  );
}
