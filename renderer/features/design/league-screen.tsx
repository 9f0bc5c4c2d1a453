import "./design.css";
import "./league.css";

import { ArrowLeft, ArrowRight, Images, Play } from "lucide-react";
import { useState } from "react";

import type { League, LeagueCandidate, LeagueEntry } from "#api/league.ts";
import { useRunPath } from "#renderer/engine-client/current-run.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useRecipeDraft } from "#renderer/engine-client/recipe-draft.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import {
  jobShare,
  useActiveJob,
  useCancelJob,
} from "#renderer/engine-client/use-jobs.ts";
import {
  useLeague,
  useLeagueCandidates,
} from "#renderer/engine-client/use-league.ts";
import { useIsOfTexts } from "#renderer/engine-client/use-texts.ts";
import type { Job } from "#api/jobs.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { EmptyState, Notice } from "#renderer/ui/empty-state.tsx";
import { JobLine } from "#renderer/ui/job-line.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure } from "#renderer/ui/toast-store.ts";
import { Checkbox } from "#renderer/ui/toggles.tsx";

import { LeagueResults } from "./league-results.tsx";

const text = strings.league;

/** Pretrained networks against each other on the person's own pictures. */
export function LeagueScreen() {
  const runPath = useRunPath();
  const dataset = useDataset(true).data;
  const candidates = useLeagueCandidates();
  const league = useLeague();
  const ofTexts = useIsOfTexts();
  const { draft, chooseModel } = useRecipeDraft();

  function take({ model, width, inputSize }: LeagueEntry): void {
    chooseModel(model, { inputSize, ...(width === null ? {} : { width }) });
  }

  const classes = (dataset?.classes ?? []).filter(({ count }) => count > 0);
  const error = candidates.error ?? league.error;
  return (
    <Page
      title={text.title}
      subtitle={text.subtitle}
      actions={
        <>
          <ButtonLink to="/model" icon={ArrowLeft}>
            {text.toCatalogue}
          </ButtonLink>
          <ButtonLink
            to={runPath("/train")}
            variant="primary"
            icon={ArrowRight}
          >
            {strings.design.trainThis}
          </ButtonLink>
        </>
      }
    >
      {error !== null && (
        <Notice tone="danger" title={text.failed}>
          {describeFailure(error).message}
        </Notice>
      )}
      {ofTexts ? (
        <EmptyState
          icon={Images}
          title={text.textsTitle}
          message={text.textsMessage}
        />
      ) : dataset !== undefined && classes.length < 2 ? (
        <EmptyState
          icon={Images}
          title={text.noDataTitle}
          message={text.noDataMessage(classes.length)}
          actions={
            <ButtonLink to="/data" variant="primary" icon={Images}>
              {text.toData}
            </ButtonLink>
          }
        />
      ) : candidates.data === undefined || league.data === undefined ? (
        error === null && <LoadingBlock label={text.loading} />
      ) : (
        <div className="league">
          <Participants candidates={candidates.data} league={league.data} />
          <LeagueResults league={league.data} chosen={draft} onTake={take} />
        </div>
      )}
    </Page>
  );
}

function Participants({
  candidates,
  league,
}: {
  candidates: readonly LeagueCandidate[];
  league: League;
}) {
  const engine = useEngine();
  const job = useActiveJob(["league"]);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = candidates.filter(({ id }) => !left.has(id));
  const start = useAct(
    () => engine.league.start({ candidates: chosen.map(({ id }) => id) }),
    { onFailure: showFailure },
  );

  function choose(id: string, isIn: boolean): void {
    const next = new Set(left);
    if (isIn) next.delete(id);
    else next.add(id);
    setLeft(next);
  }

  return (
    <Panel title={text.participants}>
      <div className="stack">
        <p className="muted small">{text.participantsWhy}</p>
        <ul className="league__participants">
          {candidates.map(({ id, name, shelf }) => (
            <li key={id} className="row row--between">
              <Checkbox
                label={name}
                checked={!left.has(id)}
                onChange={(isIn) => choose(id, isIn)}
                disabled={job !== undefined}
              />
              <span className="muted small">
                {strings.design.shelves[shelf]}
              </span>
            </li>
          ))}
        </ul>
        {candidates.length < 2 && <Notice>{text.onlyOne}</Notice>}
        {job === undefined ? (
          <div className="row">
            <Button
              variant={league.entries.length === 0 ? "primary" : "secondary"}
              icon={Play}
              busy={start.isRunning}
              disabled={chosen.length === 0}
              onClick={() => start.run(undefined)}
            >
              {league.entries.length === 0 ? text.start : text.again}
            </Button>
          </div>
        ) : (
          <Running job={job} />
        )}
      </div>
    </Panel>
  );
}

function Running({ job }: { job: Job }) {
  const cancel = useCancelJob(job.id, showFailure);
  return (
    <JobLine
      title={job.title}
      phase={job.phase === "" ? text.waiting : job.phase}
      share={jobShare(job)}
      ending={cancel.isRunning}
      onCancel={() => cancel.run(undefined)}
    />
  );
}
