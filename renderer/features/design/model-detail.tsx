import { ExternalLink, PencilRuler, Trash2 } from "lucide-react";
import { useState } from "react";

import type {
  LayerSummary,
  ModelDetail,
  ModelSpeed,
  ModelSummary,
} from "#api/models.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import type { RecipeDraft } from "#api/recipe.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import {
  useModel,
  useRefreshModels,
} from "#renderer/engine-client/use-models.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatShortCount } from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showToast } from "#renderer/ui/toast-store.ts";
import { Term } from "#renderer/ui/tooltip.tsx";

import { ArchitecturePanel } from "./architecture-panel.tsx";
import { MeasureButton } from "./measure-button.tsx";
import { describeAccuracy, describeSpeed } from "./model-facts.ts";
import { ModelOptionsPanel } from "./model-options-panel.tsx";
import { WeightsPanel } from "./weights-panel.tsx";

const text = strings.design;

/** One network: facts, options, drawing and layers, counted for the options chosen. */
export function ModelDetailView({
  summary,
  speed,
  draft,
  classes,
  pictureId,
  onChange,
}: {
  summary: ModelSummary;
  /** At its own size; undefined until it is known. */
  speed: ModelSpeed | undefined;
  draft: RecipeDraft;
  /** Number of classes of the data set, where there is one. */
  classes: number | undefined;
  pictureId: number | null;
  onChange: (choices: RecipeDraft) => void;
}) {
  const own = draft.model === summary.id ? draft : {};
  const inputSize = own.inputSize ?? summary.sizes[0];
  const width =
    own.width ?? (summary.widths.includes(1) ? 1 : summary.widths[0]);
  const model = useModel(summary.id, {
    ...(inputSize === undefined ? {} : { inputSize }),
    ...(width === undefined ? {} : { width }),
    ...(classes === undefined || classes < 2 ? {} : { classes }),
  });
  const detail = model.data?.id === summary.id ? model.data : undefined;
  const shown = detail ?? summary;
  const [volume, setVolume] = useState<number | null>(null);

  return (
    <div className="design__detail">
      <Panel
        title={summary.name}
        actions={
          <span className="row">
            <DesignLink model={shown} />
            {(summary.shelf === "imported" || summary.shelf === "own") && (
              <RemoveButton model={summary} />
            )}
          </span>
        }
      >
        <p className="design__description">{summary.description}</p>
        <dl className="facts figures">
          <div>
            <dt>
              <Term explanation={text.parametersTerm}>{text.parameters}</Term>
            </dt>
            <dd>{formatShortCount(shown.parameters.total)}</dd>
          </div>
          <div>
            <dt>
              <Term explanation={text.multiplyAddsTerm}>
                {text.multiplyAdds}
              </Term>
            </dt>
            <dd>{formatShortCount(shown.multiplyAdds)}</dd>
          </div>
          <div>
            <dt>{text.input}</dt>
            <dd>{shown.inputShape.join(" × ")}</dd>
          </div>
          <SpeedFact model={summary.id} speed={speed} />
          {shown.accuracy !== null && (
            <div>
              <dt>
                <Term explanation={text.onImageNetTerm}>{text.onImageNet}</Term>
              </dt>
              <dd>{describeAccuracy(shown)}</dd>
            </div>
          )}
          <div className="facts__wide">
            <dt>{text.weights}</dt>
            <dd>
              {summary.weights ??
                (summary.shelf === "imported"
                  ? text.ownWeights
                  : text.noWeights)}
            </dd>
          </div>
          {summary.licence !== null && (
            <div>
              <dt>{text.licence}</dt>
              <dd>{summary.licence}</dd>
            </div>
          )}
          {summary.paper !== null && (
            <div>
              <dt>{text.paper}</dt>
              <dd>
                <a
                  href={summary.paper}
                  target="_blank"
                  rel="noreferrer"
                  className="row"
                >
                  {text.readPaper}
                  <ExternalLink size={12} aria-label={text.opensOutside} />
                </a>
              </dd>
            </div>
          )}
        </dl>
        <Remarks remarks={summary.remarks} />
      </Panel>
      {shown.weightsId !== null && (
        <WeightsPanel weightsId={shown.weightsId} accuracy={shown.accuracy} />
      )}
      <ModelOptionsPanel
        summary={summary}
        inputSize={inputSize}
        width={width}
        draft={draft}
        onChange={onChange}
      />
      {model.error !== null && (
        <Notice tone="danger">{describeFailure(model.error).message}</Notice>
      )}
      {detail === undefined ? (
        <LoadingBlock label={text.loading} />
      ) : (
        <ArchitecturePanel
          model={detail}
          volume={volume}
          onVolume={setVolume}
          pictureId={pictureId}
        />
      )}
    </div>
  );
}

/** How quick the network is here, and the act that finds out. */
function SpeedFact({
  model,
  speed,
}: {
  model: string;
  speed: ModelSpeed | undefined;
}) {
  const training = describeSpeed(speed, "trainingImagesPerSecond");
  return (
    <div className="facts__wide">
      <dt>
        <Term explanation={text.speedTerm}>{text.speed}</Term>
      </dt>
      <dd className="row row--wrap">
        {describeSpeed(speed) ?? text.notMeasured}
        {training !== null && ` · ${text.inTraining(training)}`}
        {speed?.isMeasured !== true && <MeasureButton model={model} />}
      </dd>
    </div>
  );
}

/** What the paper or the course says otherwise, and what was changed. */
function Remarks({ remarks }: { remarks: readonly string[] }) {
  if (remarks.length === 0) return null;
  return (
    <section className="design__remarks">
      <h3>{text.remarks}</h3>
      <ul>
        {remarks.map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
      </ul>
    </section>
  );
}

/** To the designer: with a design itself, or with a copy of a network whose layers follow one another. */
function DesignLink({ model }: { model: ModelSummary | ModelDetail }) {
  if (model.shelf === "own") {
    return (
      <ButtonLink to={`/model/design?design=${model.id}`} icon={PencilRuler}>
        {strings.designer.edit}
      </ButtonLink>
    );
  }
  return model.shelf === "classic" &&
    "layers" in model &&
    isSequential(model.layers) ? (
    <ButtonLink to={`/model/design?copy=${model.id}`} icon={PencilRuler}>
      {strings.designer.editCopy}
    </ButtonLink>
  ) : null;
}

function isSequential(layers: readonly LayerSummary[]): boolean {
  return layers.every(
    ({ inputs }, index) =>
      inputs.length === 1 &&
      (index === 0 || inputs[0] === layers[index - 1]?.name),
  );
}

function RemoveButton({ model }: { model: ModelSummary }) {
  const engine = useEngine();
  const refresh = useRefreshModels();
  const remove = useAct(() => engine.models.remove({ id: model.id }), {
    onDone: () => {
      refresh();
      showToast({ title: text.removed(model.name) });
    },
    onFailure: (failure) =>
      showToast({
        title: strings.common.failed,
        message: failure.message,
        tone: "danger",
      }),
  });
  return (
    <Button
      size="small"
      variant="quiet"
      icon={Trash2}
      busy={remove.isRunning}
      onClick={() => remove.run(undefined)}
    >
      {text.removeModel}
    </Button>
  );
}
