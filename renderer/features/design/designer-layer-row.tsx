import {
  ChevronDown,
  ChevronRight,
  CopyPlus,
  Ellipsis,
  Plus,
  Trash2,
} from "lucide-react";
import { useState, type ReactNode } from "react";

import type { DesignLayer } from "#engine/graph/design/design.ts";
import type { LayerProblem } from "#engine/graph/design/design-problems.ts";
import type { LayerDiagnosis } from "#engine/graph/design/diagnose.ts";
import { newLayer, type DesignEdit } from "#engine/graph/design/edit-design.ts";
import { fieldsOf, LAYER_FIELDS } from "#engine/graph/design/layer-fields.ts";
import { Button } from "#renderer/ui/button.tsx";
import { classNames } from "#renderer/ui/class-names.ts";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatShortCount } from "#renderer/ui/format.ts";
import { Menu } from "#renderer/ui/menu.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";

import { DesignerAddMenu } from "./designer-add-menu.tsx";
import { DesignerAttribute } from "./designer-attribute.tsx";
import { formatShape } from "./designer-values.ts";

const text = strings.designer;

export type OnEdit = (edits: readonly DesignEdit[], subject?: string) => void;

/** One layer: what it is, its attributes to be changed in place, what comes out, and why it cannot be where it cannot. */
export function DesignerLayerRow({
  layer,
  diagnosis,
  index,
  handle,
  isSequence,
  isChosen,
  onEdit,
}: {
  layer: DesignLayer;
  diagnosis: LayerDiagnosis;
  index: number;
  handle: ReactNode;
  isSequence: boolean;
  /** One of the volume that is chosen in the drawing. */
  isChosen: boolean;
  onEdit: OnEdit;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const { name } = layer;
  const fields = fieldsOf(layer.op);
  const main = fields.filter(([, field]) => field.isMain === true);
  const others = fields.filter(([, field]) => field.isMain !== true);
  const attribute = ([key, field]: (typeof fields)[number]) => (
    <DesignerAttribute
      key={key}
      layer={layer}
      name={key}
      field={field}
      onChange={(value) =>
        onEdit(
          [{ kind: "attributes", layer: name, attributes: { [key]: value } }],
          `${name}/${key}`,
        )
      }
    />
  );
  return (
    <div
      className={classNames(
        "designer-row",
        isChosen && "designer-row--chosen",
        diagnosis.problem !== null && "designer-row--impossible",
      )}
      data-layer={name}
    >
      <div className="designer-row__line">
        {handle}
        <button
          type="button"
          className="designer-row__title"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? (
            <ChevronDown size={12} aria-hidden />
          ) : (
            <ChevronRight size={12} aria-hidden />
          )}
          <span className="designer-row__names">
            <strong className="truncate">{LAYER_FIELDS[layer.op].title}</strong>
            <span className="muted small truncate">{name}</span>
          </span>
        </button>
        <div className="designer-row__attributes">{main.map(attribute)}</div>
        <output
          className="designer-row__figures figures"
          aria-label={text.outputOf(name)}
        >
          <span>
            {diagnosis.outputShape === null
              ? text.unknownShape
              : formatShape(diagnosis.outputShape)}
          </span>
          <span className="muted small">
            {diagnosis.parameters === null
              ? strings.common.none
              : text.parametersOf(formatShortCount(diagnosis.parameters.total))}
          </span>
        </output>
        <DesignerAddMenu
          isSequence={isSequence}
          onAdd={(op) =>
            onEdit([{ kind: "insert", index: index + 1, layer: newLayer(op) }])
          }
        >
          <button
            type="button"
            className="button button--icon button--quiet button--small"
            aria-label={text.addBelow(name)}
            title={text.addBelow(name)}
          >
            <Plus size={14} aria-hidden />
          </button>
        </DesignerAddMenu>
        <Menu
          align="end"
          items={[
            {
              id: "duplicate",
              label: text.duplicate,
              icon: CopyPlus,
              disabled: layer.inputs !== undefined,
              onSelect: () => onEdit([{ kind: "duplicate", layer: name }]),
            },
            {
              id: "remove",
              label: text.remove,
              icon: Trash2,
              danger: true,
              onSelect: () => onEdit([{ kind: "remove", layer: name }]),
            },
          ]}
        >
          <button
            type="button"
            className="button button--icon button--quiet button--small"
            aria-label={text.actsOf(name)}
            title={text.actsOf(name)}
          >
            <Ellipsis size={14} aria-hidden />
          </button>
        </Menu>
      </div>
      {isOpen && (
        <div className="designer-row__more">
          <label className="designer-attribute">
            <span className="muted small">{text.layerName}</span>
            <NameInput
              name={name}
              onChange={(next) =>
                onEdit([{ kind: "rename-layer", layer: name, name: next }])
              }
            />
          </label>
          {others.map(attribute)}
          {layer.inputs !== undefined && (
            <span className="muted small">
              {text.fedBy} {layer.inputs.join(", ")}
            </span>
          )}
        </div>
      )}
      {diagnosis.problem !== null && (
        <DesignerProblem problem={diagnosis.problem} onEdit={onEdit} />
      )}
    </div>
  );
}

/** Taken over on leaving and on Enter: while it is typed, the row stays the same. */
function NameInput({
  name,
  onChange,
}: {
  name: string;
  onChange: (name: string) => void;
}) {
  const [draft, setDraft] = useState(name);
  const isName = /^[\w.-]{1,80}$/.test(draft);
  const take = () => (isName ? onChange(draft) : setDraft(name));
  return (
    <TextInput
      size="small"
      aria-label={text.attributeOf(text.layerName, name)}
      aria-invalid={!isName || undefined}
      className="designer-attribute__name"
      value={draft}
      onChange={setDraft}
      onBlur={take}
      onKeyDown={(event) => event.key === "Enter" && take()}
    />
  );
}

/** Why something cannot be, and what would mend it. */
export function DesignerProblem({
  problem,
  onEdit,
}: {
  problem: LayerProblem;
  onEdit: OnEdit;
}) {
  return (
    <Notice
      tone="danger"
      actions={
        <span className="designer-row__fixes">
          {problem.fixes.map(({ label, edits }) => (
            <Button key={label} size="small" onClick={() => onEdit(edits)}>
              {label}
            </Button>
          ))}
        </span>
      }
    >
      {problem.message}
    </Notice>
  );
}
