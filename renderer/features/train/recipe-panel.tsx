import { Dumbbell, RotateCcw } from "lucide-react";
import type { ComponentType } from "react";
import { useState } from "react";

import type { Recipe } from "#api/recipe.ts";
import { useRunPath } from "#renderer/engine-client/current-run.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import {
  draftForModel,
  useRecipeDraft,
} from "#renderer/engine-client/recipe-draft.ts";
import {
  fittingModels,
  useIsOfTexts,
} from "#renderer/engine-client/use-texts.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useAdvice, useModels } from "#renderer/engine-client/use-models.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import {
  formatBytes,
  formatDuration,
  formatShortCount,
} from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { Disclosure } from "./disclosure.tsx";
import { RecipeKnobs } from "./recipe-knobs.tsx";

const text = strings.train;

/** What a panel of augmentations gets; the app puts it here. */
export type AugmentationSlot = ComponentType<{
  recipe: Recipe;
  defaults: Recipe;
  onChange: (choices: Partial<Recipe>) => void;
}>;

/** The recipe as a sentence with one button, and everything that can be changed in it. */
export function RecipePanel({
  AugmentationPanel,
  busy,
  classCount,
  onStarted,
}: {
  AugmentationPanel: AugmentationSlot;
  /** Classes with pictures; it takes two to tell apart. */
  classCount: number;
  /** A training is under way. */
  busy: boolean;
  onStarted: (runId: string) => void;
}) {
  const engine = useEngine();
  const models = useModels().data;
  const { draft, change, reset } = useRecipeDraft();
  const runPath = useRunPath();
  const [name, setName] = useState("");

  const ofTexts = useIsOfTexts();
  const fitting = fittingModels(models ?? [], ofTexts);
  const model =
    fitting.find(({ id }) => id === draft.model) ??
    fitting.find(({ shelf }) => shelf === "built-in") ??
    fitting[0];
  const asked =
    model === undefined
      ? null
      : { ...draftForModel(draft, model.id), model: model.id };
  const advice = useAdvice(asked);
  const defaults = useAdvice(
    asked === null
      ? null
      : {
          model: asked.model,
          ...(asked.method === undefined ? {} : { method: asked.method }),
        },
  );

  const start = useAct(
    (recipe: Recipe) =>
      engine.training.start({
        recipe,
        ...(name.trim() === "" ? {} : { name: name.trim() }),
      }),
    {
      onDone: ({ runId }) => {
        setName("");
        onStarted(runId);
      },
    },
  );

  const failure =
    start.failure ??
    (advice.error === null ? null : describeFailure(advice.error));
  const plan = advice.data;
  const waitsForWeights =
    plan?.warnings.some(({ code }) => code === "models/weights-not-here") ??
    false;
  const changed = Object.keys(draft).some((key) => key !== "model");
  return (
    <Panel
      title={text.recipe}
      actions={
        <span className="row">
          {changed && (
            <Button
              size="small"
              variant="quiet"
              icon={RotateCcw}
              onClick={reset}
            >
              {text.backToDefaults}
            </Button>
          )}
          <ButtonLink to={runPath("/model")} size="small" variant="quiet">
            {text.changeModel}
          </ButtonLink>
        </span>
      }
    >
      {failure !== null && <Notice tone="danger">{failure.message}</Notice>}
      {plan === undefined ? (
        failure === null && <LoadingBlock label={text.advising} />
      ) : (
        <>
          <div className="recipe">
            <div className="recipe__words">
              <p className="recipe__sentence">{plan.sentence}</p>
              <p className="muted small figures">
                {[
                  plan.estimateSeconds !== null &&
                    text.estimate(formatDuration(plan.estimateSeconds)),
                  text.weightsThatLearn(
                    formatShortCount(plan.trainableParameters),
                  ),
                  text.memoryNeeded(formatBytes(plan.memoryBytes)),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </div>
            <Button
              variant="primary"
              size="large"
              icon={Dumbbell}
              busy={start.isRunning || busy}
              disabled={classCount < 2 || waitsForWeights}
              onClick={() => start.run(plan.recipe)}
            >
              {busy
                ? text.alreadyRunning
                : start.isRunning
                  ? text.starting
                  : text.start}
            </Button>
          </div>
          {classCount < 2 && (
            <Notice tone="danger">{text.tooFewClasses}</Notice>
          )}
          {plan.warnings.map((warning) => (
            <Notice key={warning.code} tone="warning">
              {warning.message}
            </Notice>
          ))}
          <Disclosure title={text.details} hint={text.detailsHint}>
            <RecipeKnobs
              recipe={plan.recipe}
              defaults={defaults.data?.recipe ?? plan.recipe}
              model={model}
              name={name}
              onName={setName}
              onChange={(choices) =>
                change({ model: plan.recipe.model, ...choices })
              }
            />
          </Disclosure>
          {ofTexts ? (
            <p className="muted small">{strings.texts.noAugmentation}</p>
          ) : (
            <Disclosure title={text.augmentation} hint={text.augmentationHint}>
              <AugmentationPanel
                recipe={plan.recipe}
                defaults={defaults.data?.recipe ?? plan.recipe}
                onChange={(choices) =>
                  change({ model: plan.recipe.model, ...choices })
                }
              />
            </Disclosure>
          )}
        </>
      )}
    </Panel>
  );
}
