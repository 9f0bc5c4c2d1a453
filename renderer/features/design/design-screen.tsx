import "./design.css";

import { ArrowRight, Import, PencilRuler, Trophy } from "lucide-react";
import { useState } from "react";

import { useRunPath } from "#renderer/engine-client/current-run.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useRecipeDraft } from "#renderer/engine-client/recipe-draft.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { useImages } from "#renderer/engine-client/use-images.ts";
import {
  fittingModels,
  useIsOfTexts,
} from "#renderer/engine-client/use-texts.ts";
import {
  useModels,
  useModelSpeeds,
} from "#renderer/engine-client/use-models.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { Catalogue } from "./catalogue.tsx";
import { ImportWeightsDialog } from "./import-weights-dialog.tsx";
import { ModelDetailView } from "./model-detail.tsx";

const text = strings.design;
const ANY_PICTURE = {};

/** Choosing a network: shelves at the left, what the chosen one is made of at the right. */
export function DesignScreen() {
  const models = useModels();
  const speeds = useModelSpeeds();
  const project = useProject().data;
  const hasProject = project != null;
  const dataset = useDataset(hasProject).data;
  const picture = useImages(ANY_PICTURE, 0, 0).at(0);
  const { draft, change, chooseModel } = useRecipeDraft();
  const runPath = useRunPath();
  const [importing, setImporting] = useState(false);

  const ofTexts = useIsOfTexts();
  const list = fittingModels(models.data ?? [], ofTexts);
  const chosen =
    list.find(({ id }) => id === draft.model) ??
    list.find(({ shelf }) => shelf === "built-in") ??
    list[0];

  return (
    <Page
      title={text.title}
      subtitle={text.subtitle}
      filled
      actions={
        <>
          <ButtonLink to="/model/design" icon={PencilRuler}>
            {strings.designer.open}
          </ButtonLink>
          {!ofTexts && (
            <ButtonLink to="/model/league" icon={Trophy}>
              {strings.league.open}
            </ButtonLink>
          )}
          <Button icon={Import} onClick={() => setImporting(true)}>
            {text.importWeights}
          </Button>
          <ButtonLink
            to={runPath("/train")}
            variant="primary"
            icon={ArrowRight}
          >
            {text.trainThis}
          </ButtonLink>
        </>
      }
    >
      {models.error !== null && (
        <Notice tone="danger" title={text.failed}>
          {describeFailure(models.error).message}
        </Notice>
      )}
      {models.isPending && <LoadingBlock label={text.loading} />}
      {chosen !== undefined && (
        <div className="design">
          <Catalogue
            models={list}
            speeds={speeds}
            chosenId={chosen.id}
            onChoose={chooseModel}
          />
          <ModelDetailView
            key={chosen.id}
            summary={chosen}
            speed={speeds.get(chosen.id)}
            draft={draft}
            classes={dataset?.classes.length}
            pictureId={ofTexts ? null : (picture?.id ?? null)}
            onChange={(choices) => change({ model: chosen.id, ...choices })}
          />
        </div>
      )}
      {importing && (
        <ImportWeightsDialog
          onClose={() => setImporting(false)}
          onImported={(model) => {
            chooseModel(model.id);
            setImporting(false);
          }}
        />
      )}
    </Page>
  );
}
