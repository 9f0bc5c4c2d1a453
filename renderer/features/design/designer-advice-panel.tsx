import { CircleCheck } from "lucide-react";

import type { SizingAdvice } from "#engine/graph/design/sizing-advice.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";

import type { OnEdit } from "./designer-layer-row.tsx";

const text = strings.designer;

/** What the rules of thumb say, each with its reason and, where it is clear, the change that follows it. */
export function DesignerAdvicePanel({
  advice,
  onEdit,
  onGoTo,
}: {
  advice: readonly SizingAdvice[];
  onEdit: OnEdit;
  onGoTo: (layer: string) => void;
}) {
  return (
    <Panel title={text.advice}>
      <p className="muted small designer__hint">{text.adviceHint}</p>
      {advice.length === 0 ? (
        <p className="row">
          <CircleCheck size={16} aria-hidden className="designer__good" />
          {text.noAdvice}
        </p>
      ) : (
        <ul className="designer-advice" aria-label={text.advice}>
          {advice.map(({ rule, layer, message, reason, fix }) => (
            <li key={`${rule}/${layer ?? ""}`}>
              <p>
                {layer !== null && (
                  <>
                    <button
                      type="button"
                      className="designer-advice__layer"
                      aria-label={text.goTo(layer)}
                      onClick={() => onGoTo(layer)}
                    >
                      {layer}
                    </button>{" "}
                  </>
                )}
                {message}
              </p>
              <details className="small">
                <summary>{text.why}</summary>
                <p className="muted">{reason}</p>
              </details>
              {fix !== undefined && (
                <Button size="small" onClick={() => onEdit(fix.edits)}>
                  {fix.label}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
