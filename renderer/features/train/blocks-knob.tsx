import type { ModelSummary } from "#api/models.ts";
import { Field } from "#renderer/ui/field.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.train;
const { knobs } = text;

/** How many groups of layers from the top learn too. */
export function BlocksKnob({
  model,
  value,
  defaultValue,
  onChange,
}: {
  model: ModelSummary | undefined;
  value: number;
  defaultValue: number;
  onChange: (blocks: number) => void;
}) {
  const blocks = model?.blocks ?? [];
  const options = Array.from(
    { length: Math.max(blocks.length, value) + 1 },
    (_value, count) => ({
      value: String(count),
      label: describeBlocks(
        count,
        blocks.map((block) => block.name),
      ),
    }),
  );
  return (
    <Field
      label={knobs.blocks.label}
      why={knobs.blocks.why}
      defaultValue={String(defaultValue)}
      range={strings.common.range("0", String(blocks.length))}
    >
      {(control) => (
        <Select
          {...control}
          value={String(value)}
          options={options}
          onChange={(count) => onChange(Number(count))}
        />
      )}
    </Field>
  );
}

/** `2 (block_16, block_15)`; the first names only where there are many. */
function describeBlocks(count: number, names: readonly string[]): string {
  if (count === 0) return text.noBlocks;
  const shown = names.slice(0, Math.min(count, 2)).join(", ");
  return text.blocks(count, count > 2 ? `${shown} …` : shown);
}
