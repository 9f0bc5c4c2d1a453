import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { DesignLayer } from "#engine/graph/design/design.ts";
import type { LayerField } from "#engine/graph/design/layer-fields.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";
import { ParsedInput } from "#renderer/ui/parsed-input.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Checkbox } from "#renderer/ui/toggles.tsx";

import { formatValue, nudgeValue, parseValue } from "./designer-values.ts";

const text = strings.designer;

/** One attribute of a layer, to be changed in place; what is not written has Keras's default. */
export function DesignerAttribute({
  layer,
  name,
  field,
  onChange,
}: {
  layer: DesignLayer;
  name: string;
  field: LayerField;
  onChange: (value: unknown) => void;
}) {
  const resolved = resolveAttributes(layer as LayerNode);
  const value = (resolved as Readonly<Record<string, unknown>>)[name];
  const label = text.attributes[name] ?? name;
  const fullLabel = text.attributeOf(label, layer.name);

  if (field.kind === "flag") {
    return (
      <Checkbox label={label} checked={value === true} onChange={onChange} />
    );
  }
  return (
    <label className="designer-attribute">
      <span className="muted small">{label}</span>
      {field.kind === "choice" ? (
        <Select
          size="small"
          aria-label={fullLabel}
          value={String(value)}
          options={field.options.map((option) => ({
            value: option,
            label: option,
          }))}
          onChange={onChange}
        />
      ) : (
        <ParsedInput<unknown>
          aria-label={fullLabel}
          className={`input--small figures designer-attribute__${field.kind}`}
          value={value}
          format={(given) => formatValue(field, given)}
          parse={(typed) => parseValue(field, typed)}
          nudge={(given, steps) => nudgeValue(field, given, steps)}
          onChange={onChange}
        />
      )}
    </label>
  );
}
