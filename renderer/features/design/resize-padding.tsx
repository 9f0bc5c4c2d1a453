import type { Recipe } from "#api/recipe.ts";
import { Field } from "#renderer/ui/field.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.resize;
const PADDINGS = ["constant", "edge", "mirror"] as const;
type Padding = NonNullable<Recipe["padding"]>;

/** What lies around a fitted picture. */
export function PaddingChoice({
  value,
  onChange,
}: {
  value: Padding;
  onChange: (padding: Padding) => void;
}) {
  return (
    <Field label={text.padding}>
      {(control) => (
        <Select
          {...control}
          value={value}
          options={PADDINGS.map((padding) => ({
            value: padding,
            label: text.paddings[padding],
          }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
