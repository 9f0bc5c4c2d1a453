import { FolderInput, ImagePlus, Images, Inbox } from "lucide-react";

import { useRunPath } from "#renderer/engine-client/current-run.ts";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { Button } from "#renderer/ui/button.tsx";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.datasets;

/** In place of the light table where no picture has a label: they are on their way, wait in the tray, or there are none. */
export function NoPictures({
  isImporting,
  unlabelledCount,
  onImport,
  onAdd,
}: {
  isImporting: boolean;
  unlabelledCount: number;
  onImport: () => void;
  onAdd: () => void;
}) {
  const withRun = useRunPath();
  if (isImporting) {
    return (
      <EmptyState
        icon={Images}
        title={text.importing}
        message={text.importingMessage}
      />
    );
  }
  const areInTray = unlabelledCount > 0;
  return (
    <EmptyState
      icon={areInTray ? Inbox : Images}
      title={areInTray ? text.emptyUnlabelled(unlabelledCount) : text.empty}
      message={areInTray ? text.emptyUnlabelledMessage : text.emptyMessage}
      actions={
        <>
          {areInTray && (
            <ButtonLink
              to={withRun("/data/tray")}
              variant="primary"
              icon={Inbox}
            >
              {text.labelThem}
            </ButtonLink>
          )}
          <Button
            variant={areInTray ? "secondary" : "primary"}
            icon={FolderInput}
            onClick={onImport}
          >
            {text.importFolder}
          </Button>
          <Button icon={ImagePlus} onClick={onAdd}>
            {strings.captures.add}
          </Button>
        </>
      }
    />
  );
}
