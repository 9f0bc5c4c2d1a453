import "./filter-bar.css";

import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useState } from "react";

import type { ImageFilter } from "#api/datasets.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Chip } from "#renderer/ui/chip.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { Slider } from "#renderer/ui/slider.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";

import type { ChipWords, FilterChip } from "./filter-chips.ts";
import { filterChips } from "./filter-chips.ts";

const text = strings.datasets;
type SplitChoice = "any" | "train" | "validation" | "test";

const ORDERS = [
  "added",
  "added-descending",
  "name",
  "name-descending",
  "class",
  "suspicious",
  "confidence-descending",
  "confidence-ascending",
  "finding",
  "file-size-descending",
  "file-size",
  "pixels-descending",
  "pixels",
  "brightness-descending",
  "brightness",
  "sharpness-descending",
  "sharpness",
] as const satisfies readonly NonNullable<ImageFilter["order"]>[];

/** What is shown, and in which order. */
export function FilterBar({
  filter,
  onFilter,
  runId,
  more,
}: {
  filter: ImageFilter;
  onFilter: (filter: ImageFilter) => void;
  /** The run whose predictions are asked about; null when none has learnt anything yet. */
  runId: string | null;
  /** The filters that are asked for less often. */
  more: ReactNode;
}) {
  return (
    <section className="filter-bar" aria-label={text.filters}>
      <SearchInput
        value={filter.search ?? ""}
        onChange={(search) => onFilter({ ...filter, search })}
      />
      <div className="filter-bar__choice">
        <Select<SplitChoice>
          aria-label={text.split}
          value={filter.splits?.[0] ?? "any"}
          options={[
            { value: "any", label: text.anySplit },
            { value: "train", label: text.splits.train },
            { value: "validation", label: text.splits.validation },
            { value: "test", label: text.splits.test },
          ]}
          onChange={(split) =>
            onFilter({ ...filter, splits: split === "any" ? [] : [split] })
          }
        />
      </div>
      <div className="filter-bar__choice">
        <Select
          aria-label={text.excludedFilter}
          value={filter.excluded ?? "no"}
          options={(["no", "any", "only"] as const).map((value) => ({
            value,
            label: text.excludedChoices[value],
          }))}
          onChange={(excluded) => onFilter({ ...filter, excluded })}
        />
      </div>
      <div className="filter-bar__choice">
        <Select
          aria-label={text.order}
          value={filter.order ?? "added"}
          options={ORDERS.map((value) => ({
            value,
            label: text.orders[value],
            disabled:
              (value.startsWith("confidence") && runId === null) ||
              (value === "finding" && filter.finding === undefined),
          }))}
          onChange={(order) =>
            onFilter({
              ...filter,
              order,
              ...(runId !== null && order.startsWith("confidence")
                ? { runId }
                : {}),
            })
          }
        />
      </div>
      {more}
    </section>
  );
}

/** The filters that are on, each to be taken away; how many pictures are left, and how large they are drawn. */
export function FilterChips({
  filter,
  words,
  onFilter,
  size,
  onSize,
  children,
}: {
  filter: ImageFilter;
  words: ChipWords;
  onFilter: (filter: ImageFilter) => void;
  /** Side of the pictures in pixels. */
  size: number;
  onSize: (size: number) => void;
  /** How many pictures are left. */
  children: ReactNode;
}) {
  const chips: readonly FilterChip[] = filterChips(filter, words);
  return (
    <div className="filter-bar__chips">
      <span className="muted small figures">{children}</span>
      {chips.map((chip) => (
        <Chip
          key={chip.id}
          name={chip.label}
          onRemove={() => onFilter(chip.without)}
        >
          {chip.label}
        </Chip>
      ))}
      {chips.length > 1 && (
        <Button
          size="small"
          variant="quiet"
          onClick={() =>
            onFilter(filter.order === undefined ? {} : { order: filter.order })
          }
        >
          {text.clearFilters}
        </Button>
      )}
      <div className="filter-bar__size">
        <Slider
          label={text.cardSize}
          value={size}
          minimum={64}
          maximum={320}
          step={16}
          format={(value) => `${value} px`}
          onChange={onSize}
        />
      </div>
    </div>
  );
}

const PATIENCE_MS = 200;

/** The filter follows the typing a moment later, so that each letter is not a question to the engine. */
function SearchInput({
  value,
  onChange,
}: {
  value: string;
  onChange: (value: string) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  useEffect(() => {
    if (draft === null) {
      return;
    }
    const timer = setTimeout(() => {
      onChange(draft);
      setDraft(null);
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [draft, onChange]);
  return (
    <div className="filter-bar__search">
      <TextInput
        type="search"
        icon={Search}
        aria-label={text.search}
        placeholder={text.search}
        value={draft ?? value}
        onChange={setDraft}
      />
    </div>
  );
}
