import { Check, EyeOff, Undo2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import type { DoctorCheck, RemedyId } from "#api/doctor.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { Button } from "#renderer/ui/button.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Checkbox } from "#renderer/ui/toggles.tsx";

import { FindingItem } from "./finding-item.tsx";
import type { FindingCard } from "./finding-cards.ts";
import { useRemedies } from "./use-remedies.ts";

const text = strings.doctor;

/** The findings of a page as cards, with what can be done about one or about all that are selected. */
export function FindingList({
  check,
  state,
  cards,
}: {
  check: DoctorCheck;
  state: "open" | "dismissed";
  cards: readonly FindingCard[];
}) {
  const classes = useDataset().data?.classes ?? [];
  const readOnly = useProject().data?.readOnly ?? false;
  const remedies = useRemedies(check.id);
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const list = useRef<HTMLUListElement>(null);
  const chosen = cards.filter(({ id }) => selected.has(id));
  const common = check.remedies.filter((remedy) =>
    chosen.some((card) => card.remedies.includes(remedy)),
  );

  function select(id: number, isIn: boolean): void {
    const next = new Set(selected);
    if (isIn) next.add(id);
    else next.delete(id);
    setSelected(next);
  }

  function dismiss(of: readonly FindingCard[]): void {
    remedies.dismiss(findingsOf(of));
    setSelected(new Set());
  }

  function apply(of: readonly FindingCard[], id: RemedyId): void {
    remedies.remedy(findingsOf(of), id);
    setSelected(new Set());
  }

  /** Arrows move among the boxes; Enter and Backspace act on the card, or on all that are selected when it is one of them. */
  function onKeyDown(event: KeyboardEvent): void {
    const boxes = boxesOf(list.current);
    const here = boxes.findIndex((box) => box === document.activeElement);
    const card = cards[here];
    if (card === undefined || readOnly) return;
    const of = selected.has(card.id) ? chosen : [card];
    const step = STEPS[event.key];
    if (step !== undefined) {
      boxes[Math.max(0, Math.min(boxes.length - 1, here + step))]?.focus();
    } else if (event.key === "Enter" && state === "open") {
      const [first] = card.remedies;
      if (first !== undefined) apply(of, first);
    } else if (event.key === "Backspace" && state === "open") {
      dismiss(of);
    } else {
      return;
    }
    event.preventDefault();
  }

  useEffect(() => {
    const element = list.current;
    element?.addEventListener("keydown", onKeyDown);
    return () => element?.removeEventListener("keydown", onKeyDown);
  });

  return (
    <div className="stack stack--tight">
      {!readOnly && (
        <div className="row row--wrap doctor__toolbar">
          <Checkbox
            label={text.selectAll}
            checked={cards.length > 0 && chosen.length === cards.length}
            onChange={(all) =>
              setSelected(new Set(all ? cards.map(({ id }) => id) : []))
            }
          />
          {chosen.length > 0 && state === "open" && (
            <>
              {common.map((id, place) => (
                <Button
                  key={id}
                  size="small"
                  variant={place === 0 ? "primary" : "secondary"}
                  icon={place === 0 ? Check : undefined}
                  onClick={() => apply(chosen, id)}
                >
                  {text.remedyAll(text.remedies[id], chosen.length)}
                </Button>
              ))}
              <Button
                size="small"
                variant="quiet"
                icon={EyeOff}
                onClick={() => dismiss(chosen)}
              >
                {text.dismissAll(chosen.length)}
              </Button>
            </>
          )}
          {chosen.length > 0 && state === "dismissed" && (
            <Button
              size="small"
              icon={Undo2}
              onClick={() => remedies.restore(findingsOf(chosen))}
            >
              {text.restore}
            </Button>
          )}
          {chosen.length === 0 && state === "open" && (
            <span className="muted small">{text.hint}</span>
          )}
        </div>
      )}
      <ul
        ref={list}
        className="doctor__findings"
        aria-label={text.findings(check.title)}
      >
        {cards.map((card) => (
          <FindingItem
            key={card.id}
            card={card}
            classes={classes}
            isSelected={selected.has(card.id)}
            onSelect={(isIn) => select(card.id, isIn)}
            {...(!readOnly &&
              state === "open" && {
                onRemedy: (id: RemedyId) => apply([card], id),
                onDismiss: () => dismiss([card]),
              })}
            {...(!readOnly &&
              state === "dismissed" && {
                onRestore: () => remedies.restore(findingsOf([card])),
              })}
          />
        ))}
      </ul>
    </div>
  );
}

const STEPS: Readonly<Record<string, number | undefined>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
};

function boxesOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("[role=checkbox]") ?? [])];
}

function findingsOf(cards: readonly FindingCard[]): number[] {
  return cards.flatMap(({ findings }) => findings.map(({ id }) => id));
}
