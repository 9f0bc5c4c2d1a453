import { useLocation, useSearchParams } from "react-router";

import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import {
  endSourceRequest,
  requestImport,
  useSourceRequest,
} from "#renderer/engine-client/source-requests.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { strings } from "#renderer/ui/strings.ts";
import { showToast } from "#renderer/ui/toast-store.ts";

import { ImportChooseDialog } from "./import-choose-dialog.tsx";
import { ImportPlanDialog } from "./import-plan-dialog.tsx";

const text = strings.imports;
const DIALOG = "dialog";

/**
 * The dialogs of importing, over every screen: what to import (`/?dialog=import` for a new project, `/data?dialog=import` for the open
 * one), what would become of it, and where a lost folder is now.
 */
export function ImportHost() {
  const { pathname } = useLocation();
  const [parameters, setParameters] = useSearchParams();
  const request = useSourceRequest();
  const onStart = pathname === "/";
  const isAsked =
    (onStart || pathname === "/data") && parameters.get(DIALOG) === "import";

  function leaveAddress(): void {
    setParameters(
      (known) => {
        const next = new URLSearchParams(known);
        next.delete(DIALOG);
        return next;
      },
      { replace: true },
    );
  }
  if (request?.kind === "import") {
    return (
      <ImportPlanDialog
        key={request.id}
        source={request.source}
        intoNew={request.intoNew}
        onClose={endSourceRequest}
      />
    );
  }
  if (request?.kind === "relink") {
    return <RelinkDialog rootId={request.rootId} />;
  }
  return isAsked ? (
    <ImportChooseDialog
      title={text.chooseTitle}
      message={text.chooseMessage}
      confirm={text.goOn}
      takesFiles
      onSource={(source) => {
        leaveAddress();
        requestImport(source, onStart);
      }}
      onClose={leaveAddress}
    />
  ) : null;
}

function RelinkDialog({ rootId }: { rootId: number }) {
  const engine = useEngine();
  const act = useAct(
    (folder: string) => engine.datasets.relink({ rootId, folder }),
    {
      onDone: ({ found, missing }) => {
        endSourceRequest();
        showToast({
          title: text.relinked(found, missing),
          tone: missing === 0 ? "good" : "warning",
        });
      },
    },
  );
  return (
    <ImportChooseDialog
      title={text.relinkTitle}
      message={text.relinkMessage}
      confirm={text.relink}
      busy={act.isRunning}
      failure={act.failure?.message ?? null}
      onSource={(source) => "folder" in source && act.run(source.folder)}
      onClose={endSourceRequest}
    />
  );
}
