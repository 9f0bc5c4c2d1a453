import { ExternalLink } from "lucide-react";
import type { KeyboardEvent } from "react";

import type { ModelSpeed, ModelSummary } from "#api/models.ts";
import { NetworkOutline } from "#renderer/charts/network-outline.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { strings } from "#renderer/ui/strings.ts";

import type { ModelFamily } from "./arrange-models.ts";
import {
  describeAccuracy,
  describeSize,
  describeSpeed,
  weightsStateOf,
} from "./model-facts.ts";

const text = strings.design;

interface Choice {
  readonly speeds: ReadonlyMap<string, ModelSpeed>;
  readonly chosenId: string;
  /** The one that Tab reaches; arrow keys go on from it. */
  readonly reachedId: string | undefined;
  readonly onChoose: (id: string) => void;
  /** Of a row. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/** Networks of one family on a card: a picture of one, where they come from, and a row for each. */
export function FamilyCard({
  family,
  ...choice
}: Choice & { readonly family: ModelFamily }) {
  const { models, name } = family;
  const shown = models.find(({ id }) => id === choice.chosenId) ?? models[0];
  if (shown === undefined) return null;
  return (
    <article className="family-card">
      <header className="family-card__head">
        <NetworkOutline stages={shown.outline} />
        <div className="family-card__title">
          {models.length > 1 && <h3>{name}</h3>}
          <Origin model={shown} />
        </div>
      </header>
      <ul className="family-card__models">
        {models.map((model) => (
          <li key={model.id}>
            <ModelRow model={model} {...choice} />
          </li>
        ))}
      </ul>
    </article>
  );
}

/** Licence and paper of a network. */
function Origin({ model }: { model: ModelSummary }) {
  const { licence, paper, name } = model;
  return (
    <p className="family-card__origin muted small">
      {licence !== null && <span className="truncate">{licence}</span>}
      {paper !== null && (
        <a href={paper} target="_blank" rel="noreferrer" className="row">
          {text.paper}
          <span className="visually-hidden">{text.ofModel(name)}</span>
          <ExternalLink size={12} aria-label={text.opensOutside} />
        </a>
      )}
    </p>
  );
}

function ModelRow({
  model,
  speeds,
  chosenId,
  reachedId,
  onChoose,
  onKeyDown,
}: Choice & { readonly model: ModelSummary }) {
  const state = weightsStateOf(model);
  const accuracy = describeAccuracy(model);
  return (
    <button
      type="button"
      className="model-row"
      data-model={model.id}
      tabIndex={model.id === reachedId ? 0 : -1}
      aria-pressed={model.id === chosenId}
      onClick={() => onChoose(model.id)}
      onKeyDown={onKeyDown}
    >
      <span className="model-row__name">
        <strong className="truncate">{model.name}</strong>
        {state !== "none" && (
          <Badge
            tone={state === "included" || state === "here" ? "good" : "neutral"}
          >
            {text.states[state]}
          </Badge>
        )}
      </span>
      <span className="model-row__facts muted small figures">
        <span title={text.sizeTitle}>{describeSize(model)}</span>
        <span title={text.speedTitle}>
          {describeSpeed(speeds.get(model.id)) ?? text.notMeasured}
        </span>
        {accuracy !== null && (
          <span title={text.accuracyTitle}>{accuracy}</span>
        )}
      </span>
    </button>
  );
}
