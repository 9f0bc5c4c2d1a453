import type { ModelSummary } from "#api/models.ts";
import { Badge } from "#renderer/ui/chip.tsx";
import { formatPercent, formatShortCount } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.design;
const SHELVES = [
  "built-in",
  "pretrained",
  "own",
  "imported",
  "classic",
] as const;

/** Shelves that come with the program. */
const PROGRAMS_OWN: ReadonlySet<string> = new Set(["built-in", "pretrained"]);

/** All networks as cards on three shelves; the chosen one is pressed. */
export function ModelShelves({
  models,
  chosenId,
  onChoose,
}: {
  models: readonly ModelSummary[];
  chosenId: string;
  onChoose: (id: string) => void;
}) {
  return (
    <div className="design__shelves">
      {SHELVES.map((shelf) => {
        const cards = models.filter((model) => model.shelf === shelf);
        // Nobody can put something there: for texts there is nothing pretrained.
        if (cards.length === 0 && PROGRAMS_OWN.has(shelf)) return null;
        return (
          <section key={shelf} aria-label={text.shelves[shelf]}>
            <h2 className="design__shelf">{text.shelves[shelf]}</h2>
            <p className="muted small">{text.shelfNotes[shelf]}</p>
            {cards.length === 0 ? (
              <p className="design__shelf-empty muted small">
                {shelf === "own" ? strings.designer.noneYet : text.noImported}
              </p>
            ) : (
              <ul className="design__cards">
                {cards.map((model) => (
                  <li key={model.id}>
                    <ModelCard
                      model={model}
                      chosen={model.id === chosenId}
                      onChoose={onChoose}
                    />
                  </li>
                ))}
              </ul>
            )}
          </section>
        );
      })}
    </div>
  );
}

function ModelCard({
  model,
  chosen,
  onChoose,
}: {
  model: ModelSummary;
  chosen: boolean;
  onChoose: (id: string) => void;
}) {
  return (
    <button
      type="button"
      className="model-card"
      aria-pressed={chosen}
      onClick={() => onChoose(model.id)}
    >
      <span className="row row--between">
        <strong className="truncate">{model.name}</strong>
        <span className="muted small figures">
          {model.inputShape.slice(0, 2).join(" × ")}
        </span>
      </span>
      <span className="muted small model-card__text">{model.description}</span>
      <span className="model-card__facts small figures">
        <span>
          {formatShortCount(model.parameters.total)}{" "}
          {text.parameters.toLowerCase()}
        </span>
        <span>
          {formatShortCount(model.multiplyAdds)}{" "}
          {text.multiplyAdds.toLowerCase()}
        </span>
        {model.accuracy !== null && (
          <span>{text.topOne(formatPercent(model.accuracy.top1))}</span>
        )}
        {model.weightsState === "here" && (
          <Badge tone="good">{text.weightsHere}</Badge>
        )}
      </span>
    </button>
  );
}
