import { useState } from "react";

import type { Recipe } from "#api/recipe.ts";
import { Field } from "#renderer/ui/field.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.resize;

type Colour = NonNullable<Recipe["background"]>;
type Choice = keyof typeof text.backgrounds;

const COLOURS: Readonly<Record<Exclude<Choice, "own">, Colour>> = {
  white: [255, 255, 255],
  black: [0, 0, 0],
  grey: [128, 128, 128],
};
const CHOICES = Object.keys(text.backgrounds) as Choice[];

/** White, black, grey or a colour of one's own. */
export function BackgroundChoice({
  value = COLOURS.white,
  isAround,
  onChange,
}: {
  value: Recipe["background"];
  /** Whether it also lies around the picture. */
  isAround: boolean;
  onChange: (colour: Colour) => void;
}) {
  const [isOwn, setIsOwn] = useState(false);
  const choice = isOwn ? "own" : choiceOf(value);
  return (
    <Field
      label={text.background}
      why={isAround ? text.backgroundWhyAround : text.backgroundWhy}
    >
      {(control) => (
        <span className="resize__colour">
          <Select
            {...control}
            value={choice}
            options={CHOICES.map((each) => ({
              value: each,
              label: text.backgrounds[each],
            }))}
            onChange={(next) => {
              setIsOwn(next === "own");
              if (next !== "own") onChange(COLOURS[next]);
            }}
          />
          {choice === "own" && (
            <input
              type="color"
              aria-label={text.ownColour}
              value={toHex(value)}
              onChange={(event) => onChange(fromHex(event.target.value))}
            />
          )}
        </span>
      )}
    </Field>
  );
}

function choiceOf(colour: Colour): Choice {
  return (
    CHOICES.find(
      (choice) => choice !== "own" && toHex(COLOURS[choice]) === toHex(colour),
    ) ?? "own"
  );
}

function toHex(colour: Colour): string {
  return `#${colour.map((level) => level.toString(16).padStart(2, "0")).join("")}`;
}

function fromHex(hex: string): Colour {
  const level = (at: number) => parseInt(hex.slice(at, at + 2), 16);
  return [level(1), level(3), level(5)];
}
