import "./catalogue.css";

import { Search } from "lucide-react";
import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from "react";

import type { ModelSpeed, ModelSummary } from "#api/models.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Chip } from "#renderer/ui/chip.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";

import {
  arrangeModels,
  familyNames,
  ORDERS,
  SHELVES,
  type CatalogueWish,
  type FilledShelf,
} from "./arrange-models.ts";
import { FamilyCard } from "./family-card.tsx";
import { MeasureButton } from "./measure-button.tsx";

const text = strings.design;
const EVERY_FAMILY = "";
const EVERYTHING: CatalogueWish = {
  search: "",
  shelves: [],
  family: null,
  order: "catalogue",
};

/** All networks on shelves: searched, filtered, put in order. Arrow keys go from one to the next, Enter opens. */
export function Catalogue({
  models,
  speeds,
  chosenId,
  onChoose,
}: {
  models: readonly ModelSummary[];
  speeds: ReadonlyMap<string, ModelSpeed>;
  chosenId: string;
  onChoose: (id: string) => void;
}) {
  const [wish, setWish] = useState(EVERYTHING);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current
      ?.querySelector(`[data-model="${CSS.escape(chosenId)}"]`)
      ?.scrollIntoView({ block: "nearest" });
  }, [chosenId]);
  const isNarrowed = wish.search.trim() !== "" || wish.family !== null;
  const shelves = arrangeModels(models, speeds, wish).filter(
    ({ families }) => families.length > 0 || !isNarrowed,
  );
  const visible = shelves.flatMap(({ families }) =>
    families.flatMap((family) => family.models.map(({ id }) => id)),
  );
  const reachedId = visible.includes(chosenId) ? chosenId : visible[0];

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const rows = [
      ...(list.current?.querySelectorAll<HTMLElement>("[data-model]") ?? []),
    ];
    const at = rows.findIndex((row) => row === event.currentTarget);
    const next = at < 0 ? undefined : nextRow(event.key, at, rows.length);
    if (next === undefined) return;
    event.preventDefault();
    rows[next]?.focus();
  }

  return (
    <section className="catalogue" aria-label={text.catalogue}>
      <Toolbar models={models} wish={wish} onChange={setWish} />
      {speeds.size > 0 && <MeasureHint speeds={speeds} chosenId={chosenId} />}
      <output className="visually-hidden">
        {text.modelsShown(visible.length)}
      </output>
      <div ref={list} className="catalogue__shelves">
        {shelves.map((shelf) => (
          <Shelf key={shelf.shelf} shelf={shelf}>
            {shelf.families.map((family) => (
              <FamilyCard
                key={family.name}
                family={family}
                speeds={speeds}
                chosenId={chosenId}
                reachedId={reachedId}
                onChoose={onChoose}
                onKeyDown={onKeyDown}
              />
            ))}
          </Shelf>
        ))}
        {visible.length === 0 && isNarrowed && (
          <div className="catalogue__nothing stack">
            <p className="muted">{text.nothingFound}</p>
            <Button size="small" onClick={() => setWish(EVERYTHING)}>
              {text.showAll}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

/** Where a key leads to from a row; undefined for other keys and beyond the ends. */
function nextRow(key: string, at: number, count: number): number | undefined {
  const next = {
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: count - 1,
  }[key];
  return next === undefined || next < 0 || next >= count ? undefined : next;
}

function Toolbar({
  models,
  wish,
  onChange,
}: {
  models: readonly ModelSummary[];
  wish: CatalogueWish;
  onChange: (wish: CatalogueWish) => void;
}) {
  const { shelves } = wish;
  const families = familyNames(models);
  return (
    <div className="catalogue__tools">
      <TextInput
        type="search"
        size="small"
        icon={Search}
        aria-label={text.search}
        placeholder={text.search}
        value={wish.search}
        onChange={(search) => onChange({ ...wish, search })}
      />
      <div className="catalogue__selects">
        <Select
          size="small"
          aria-label={text.order}
          value={wish.order}
          options={ORDERS.map((value) => ({
            value,
            label: text.orders[value],
          }))}
          onChange={(order) => onChange({ ...wish, order })}
        />
        <Select
          size="small"
          aria-label={text.family}
          value={wish.family ?? EVERY_FAMILY}
          options={[
            { value: EVERY_FAMILY, label: text.everyFamily },
            ...families.map((name) => ({ value: name, label: name })),
          ]}
          onChange={(family) =>
            onChange({
              ...wish,
              family: family === EVERY_FAMILY ? null : family,
            })
          }
        />
      </div>
      <ul className="row row--wrap" aria-label={text.shelfFilter}>
        {SHELVES.map((shelf) => {
          const isChosen = shelves.includes(shelf);
          return (
            <li key={shelf}>
              <Chip
                selected={isChosen}
                onClick={() =>
                  onChange({
                    ...wish,
                    shelves: isChosen
                      ? shelves.filter((other) => other !== shelf)
                      : [...shelves, shelf],
                  })
                }
              >
                {text.shelves[shelf]}{" "}
                <span className="figures">
                  {models.filter((model) => model.shelf === shelf).length}
                </span>
              </Chip>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** While nothing is known of this machine: how to change that. */
function MeasureHint({
  speeds,
  chosenId,
}: {
  speeds: ReadonlyMap<string, ModelSpeed>;
  chosenId: string;
}) {
  const isKnown = [...speeds.values()].some(
    ({ forwardImagesPerSecond }) => forwardImagesPerSecond !== null,
  );
  if (isKnown) return null;
  return (
    <div className="catalogue__measure small muted">
      <span>{text.speedsUnknown}</span>
      <MeasureButton model={chosenId} />
    </div>
  );
}

function Shelf({
  shelf: { shelf, families },
  children,
}: {
  shelf: FilledShelf;
  children: ReactNode;
}) {
  return (
    <section aria-label={text.shelves[shelf]}>
      <h2 className="design__shelf">{text.shelves[shelf]}</h2>
      <p className="muted small">{text.shelfNotes[shelf]}</p>
      {families.length === 0 ? (
        <p className="design__shelf-empty muted small">
          {text.emptyShelves[shelf]}
        </p>
      ) : (
        <div className="catalogue__cards">{children}</div>
      )}
    </section>
  );
}
