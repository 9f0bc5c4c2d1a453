import { useState } from "react";

import { readDesign } from "#engine/graph/design/read-design.ts";
import type { Design } from "#engine/graph/design/design.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useKerasLines } from "#renderer/engine-client/use-designs.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { formatQuantity } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";
import { useDebounced } from "#renderer/ui/use-debounced.ts";

import { formatShape } from "./designer-values.ts";

const text = strings.designer.paste;
const PAUSE_MS = 250;

/** Lines of Keras layers, read while they are typed; a mistake is shown with its place. */
export function DesignerLinesDialog({
  inputShape,
  onClose,
  onTake,
}: {
  /** Where the lines do not name one. */
  inputShape: readonly number[];
  onClose: () => void;
  onTake: (design: Design) => void;
}) {
  const [lines, setLines] = useState("");
  const settled = useDebounced(lines, PAUSE_MS);
  const answer = useKerasLines(settled, inputShape);
  const found =
    settled === lines && answer.data?.outcome === "read" ? answer.data : null;
  const mistake = answer.data?.outcome === "refused" ? answer.data : null;
  return (
    <Dialog
      title={text.title}
      description={text.text}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button
            variant="primary"
            disabled={found === null}
            onClick={() => found !== null && onTake(readDesign(found.design))}
          >
            {text.take}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Field label={text.lines}>
          {(control) => (
            <textarea
              {...control}
              className="input designer-lines"
              rows={14}
              spellCheck={false}
              value={lines}
              placeholder={text.example}
              onChange={(event) => setLines(event.target.value)}
            />
          )}
        </Field>
        <div aria-live="polite" className="stack stack--tight">
          {answer.error !== null && (
            <Notice tone="danger">
              {describeFailure(answer.error).message}
            </Notice>
          )}
          {mistake !== null && lines.trim() !== "" && (
            <Notice
              tone="warning"
              title={text.place(mistake.line, mistake.column)}
            >
              {mistake.message}
              <Place
                lines={settled}
                line={mistake.line}
                column={mistake.column}
              />
            </Notice>
          )}
          {found !== null && (
            <Notice tone="good">
              {text.found(
                formatQuantity(found.design.layers.length, "layer"),
                formatShape(found.design.input.shape),
              )}
            </Notice>
          )}
          {found?.notes.map((note) => (
            <p key={note} className="muted small">
              {note}
            </p>
          ))}
        </div>
      </div>
    </Dialog>
  );
}

/** The line with a sign under the place. */
function Place({
  lines,
  line,
  column,
}: {
  lines: string;
  line: number;
  column: number;
}) {
  const shown = lines.split("\n")[line - 1] ?? "";
  return (
    <pre className="designer-lines__place" aria-hidden>
      {`${shown.replaceAll("\t", " ")}\n${" ".repeat(Math.max(0, column - 1))}^`}
    </pre>
  );
}
