import "./start.css";

import {
  FolderInput,
  FolderOpen,
  PenLine,
  Sparkles,
  TextQuote,
  Upload,
} from "lucide-react";
import { useRef } from "react";
import { useNavigate, useSearchParams } from "react-router";

import type { SamplePictures } from "#api/projects.ts";
import { readFileList } from "#renderer/engine-client/dropped-files.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import type { ImportSource } from "#renderer/engine-client/folder-import.ts";
import { requestImport } from "#renderer/engine-client/source-requests.ts";
import { leaveBaseline } from "#renderer/engine-client/leave-project.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import {
  useForgetProject,
  useProject,
  useRecentProjects,
} from "#renderer/engine-client/use-projects.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { NewProjectDialog } from "./new-project-dialog.tsx";
import { PickFolderDialog } from "./pick-folder-dialog.tsx";

const text = strings.projects;
const DIALOG = "dialog";

/** The first thing that is seen: three ways to a first model. Dialogs stand in the address: `/?dialog=new|open|import`. */
export function ProjectsScreen() {
  const engine = useEngine();
  const navigate = useNavigate();
  const forget = useForgetProject();
  const project = useProject().data;
  const [parameters, setParameters] = useSearchParams();
  const dialog = parameters.get(DIALOG);

  const act = useAct(
    async (perform: () => Promise<unknown>) => {
      if (project != null) {
        await leaveBaseline(engine);
      }
      return perform();
    },
    {
      onDone: () => void forget().then(() => navigate("/data")),
    },
  );

  function closeDialog(): void {
    setParameters({}, { replace: true });
  }
  function open(path: string): void {
    closeDialog();
    act.run(() => engine.projects.open({ path }));
  }

  return (
    <div className="start-scroll">
      <div className="start">
        <header className="start__head">
          <h1>{text.headline}</h1>
          <p>{text.lead}</p>
        </header>
        <DropPanel
          isBusy={act.isRunning}
          failure={act.failure?.message ?? null}
          onChoose={() => setParameters({ [DIALOG]: "import" })}
          onSource={(source) => requestImport(source, true)}
          onSample={(sample) =>
            act.run(() =>
              engine.projects.createSample(
                sample === "texts" ? { kind: "texts" } : { pictures: sample },
              ),
            )
          }
        />
        <RecentProjects
          onOpen={open}
          onOpenOther={() => setParameters({ [DIALOG]: "open" })}
          onNew={() => setParameters({ [DIALOG]: "new" })}
          onGoOn={() => void navigate("/data")}
        />
        <ol className="start__steps">
          {text.steps.map(([name, what]) => (
            <li key={name}>
              <strong>{name}</strong> {what}
            </li>
          ))}
        </ol>
      </div>
      {dialog === "new" && (
        <NewProjectDialog
          onClose={closeDialog}
          onCreate={(name) => {
            closeDialog();
            act.run(() => engine.projects.create({ name }));
          }}
        />
      )}
      {dialog === "open" && (
        <PickFolderDialog
          title={text.openTitle}
          message={text.openMessage}
          confirm={text.openProject}
          onPick={open}
          onClose={closeDialog}
        />
      )}
    </div>
  );
}

function DropPanel({
  isBusy,
  failure,
  onChoose,
  onSource,
  onSample,
}: {
  isBusy: boolean;
  failure: string | null;
  onChoose: () => void;
  onSource: (source: ImportSource) => void;
  onSample: (sample: SamplePictures | "texts") => void;
}) {
  const host = useHost();
  const input = useRef<HTMLInputElement>(null);
  return (
    <section className="start__drop" aria-label={text.dropTitle}>
      <FolderInput size={44} strokeWidth={1.25} aria-hidden />
      <h2>{text.dropTitle}</h2>
      <p className="muted">{text.dropMessage}</p>
      <div className="row row--wrap">
        <Button
          variant="primary"
          size="large"
          icon={FolderOpen}
          busy={isBusy}
          onClick={onChoose}
        >
          {text.chooseFolder}
        </Button>
        <Button
          size="large"
          icon={Sparkles}
          disabled={isBusy}
          title={text.sampleWhy}
          onClick={() => onSample("mushrooms")}
        >
          {text.sample}
        </Button>
        <Button
          size="large"
          icon={PenLine}
          disabled={isBusy}
          title={text.digitsWhy}
          onClick={() => onSample("digits")}
        >
          {text.digits}
        </Button>
        <Button
          size="large"
          icon={TextQuote}
          disabled={isBusy}
          title={text.textsWhy}
          onClick={() => onSample("texts")}
        >
          {text.texts}
        </Button>
      </div>
      {!host.canReadDroppedPaths && (
        <>
          <input
            ref={(element) => {
              input.current = element;
              element?.setAttribute("webkitdirectory", "");
            }}
            className="start__file"
            type="file"
            multiple
            aria-label={text.sendFolder}
            onChange={(event) => {
              const dropped = readFileList(event.target.files ?? []);
              if (dropped.files.length > 0) {
                onSource(dropped);
              }
            }}
          />
          <Button
            variant="quiet"
            icon={Upload}
            disabled={isBusy}
            onClick={() => input.current?.click()}
          >
            {text.sendFolder}
          </Button>
        </>
      )}
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
    </section>
  );
}

function RecentProjects({
  onOpen,
  onOpenOther,
  onNew,
  onGoOn,
}: {
  onOpen: (path: string) => void;
  onOpenOther: () => void;
  onNew: () => void;
  onGoOn: () => void;
}) {
  const project = useProject().data;
  const recent = useRecentProjects().data ?? [];
  const others = recent.filter(({ path }) => path !== project?.path);
  return (
    <section className="start__side" aria-label={text.recent}>
      {project != null && (
        <span>
          <Button variant="primary" onClick={onGoOn}>
            {text.goOn(project.name)}
          </Button>
        </span>
      )}
      <h2>{text.recent}</h2>
      {others.length === 0 ? (
        <p className="muted">{text.noRecent}</p>
      ) : (
        <ul className="start__recent">
          {others.slice(0, 8).map((one) => (
            <li key={one.path}>
              <button
                type="button"
                className="start__project"
                disabled={!one.exists}
                onClick={() => onOpen(one.path)}
              >
                <span className="truncate">{one.name}</span>
                <span className="muted small">
                  {one.exists ? (
                    text.openedAt(one.openedAt)
                  ) : (
                    <Badge tone="warning">{text.gone}</Badge>
                  )}
                </span>
                <span className="muted small truncate" title={one.path}>
                  {one.path}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="row row--wrap">
        <Button onClick={onOpenOther}>{text.openProject}</Button>
        <Button variant="quiet" onClick={onNew}>
          {text.newProject}
        </Button>
      </div>
    </section>
  );
}
