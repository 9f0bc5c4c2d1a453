import {
  ArrowLeft,
  ArrowRight,
  Ellipsis,
  Redo2,
  Save,
  Undo2,
} from "lucide-react";
import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import { useNavigate } from "react-router";

import { adviseOnSizes } from "#engine/graph/design/sizing-advice.ts";
import type { Design } from "#engine/graph/design/design.ts";
import { diagnose } from "#engine/graph/design/diagnose.ts";
import { sequenceDesign } from "#engine/graph/design/pattern.ts";
import { useRunPath } from "#renderer/engine-client/current-run.ts";
import { useRecipeDraft } from "#renderer/engine-client/recipe-draft.ts";
import { Button, IconButton } from "#renderer/ui/button.tsx";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatQuantity } from "#renderer/ui/format.ts";
import { Menu } from "#renderer/ui/menu.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";
import { showToast } from "#renderer/ui/toast-store.ts";

import { DesignerAdvicePanel } from "./designer-advice-panel.tsx";
import { DesignerDiagram } from "./designer-diagram.tsx";
import { DesignerLayerList } from "./designer-layer-list.tsx";
import type { OnEdit } from "./designer-layer-row.tsx";
import { DesignerLinesDialog } from "./designer-lines-dialog.tsx";
import { DesignerPatternPanel } from "./designer-pattern-panel.tsx";
import {
  designerReducer,
  designerState,
  writeView,
  type DesignerView,
} from "./designer-state.ts";
import { useDesignFiles } from "./use-design-files.tsx";
import { useSaveDesign } from "./use-save-design.ts";

const text = strings.designer;
const SEQUENCE_LENGTH = 100;

/** Where the work on a design is kept while the window is open. */
export function draftKey(source: string): string {
  return `convolve.designer.${source}`;
}

/** The designer of one network: knobs at the left, the drawing, advice and the layers at the right. */
export function Designer({
  source,
  savedId,
  saved,
  initial,
  classes,
}: {
  /** What it was opened from. */
  source: string;
  savedId: string | null;
  saved: Design | null;
  initial: DesignerView;
  classes: number;
}) {
  const navigate = useNavigate();
  const runPath = useRunPath();
  const { chooseModel } = useRecipeDraft();
  const root = useRef<HTMLDivElement>(null);
  const [state, act] = useReducer(designerReducer, initial, designerState);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [volume, setVolume] = useState<number | null>(null);
  const [isPasting, setIsPasting] = useState(false);
  const { design, pattern, byPattern } = state;

  const diagnosis = useMemo(() => diagnose(design), [design]);
  const advice = useMemo(
    () => adviseOnSizes(design, diagnosis),
    [design, diagnosis],
  );
  const impossible = diagnosis.layers.filter(
    ({ problem }) => problem !== null,
  ).length;
  const isSaved =
    saved !== null && JSON.stringify(saved) === JSON.stringify(design);
  const view = writeView(state);
  useEffect(() => {
    sessionStorage.setItem(draftKey(source), view);
  }, [source, view]);

  useUndoKeys(!isPasting, act);

  const edit: OnEdit = (edits, subject) =>
    act({ kind: "edit", edits, ...(subject === undefined ? {} : { subject }) });
  const take = (taken: Design) => act({ kind: "take", design: taken });
  const files = useDesignFiles(design, take);
  const saving = useSaveDesign(savedId, (id) => {
    sessionStorage.removeItem(draftKey(source));
    void navigate(`/model/design?design=${id}`, { replace: true });
  });

  async function train(): Promise<void> {
    const id = isSaved ? savedId : await saving.save(design);
    if (id === null) return;
    chooseModel(id);
    void navigate(runPath("/train"));
  }

  function goTo(layer: string): void {
    const row = root.current?.querySelector<HTMLElement>(
      `[data-layer="${CSS.escape(layer)}"] .designer-row__title`,
    );
    row?.focus();
    row?.scrollIntoView({ block: "center" });
  }

  return (
    <Page
      title={text.title}
      subtitle={text.subtitle}
      filled
      actions={
        <>
          <ButtonLink to={runPath("/model")} variant="quiet" icon={ArrowLeft}>
            {text.back}
          </ButtonLink>
          <Menu align="end" items={menuItems()}>
            <Button icon={Ellipsis}>{text.more}</Button>
          </Menu>
          <Button
            icon={Save}
            busy={saving.isRunning}
            disabled={isSaved}
            onClick={() => void saving.save(design)}
          >
            {text.save}
          </Button>
          <Button
            variant="primary"
            icon={ArrowRight}
            disabled={!diagnosis.isPossible || saving.isRunning}
            onClick={() => void train()}
          >
            {text.train}
          </Button>
        </>
      }
    >
      <div className="designer" ref={root}>
        <div className="designer__side">
          <DesignerPatternPanel
            pattern={pattern}
            byPattern={byPattern}
            onChange={(next, knob) =>
              act({
                kind: "pattern",
                pattern: { ...next, classes },
                subject: knob,
              })
            }
          />
        </div>
        <div className="designer__main">
          <div className="designer__head">
            <TextInput
              aria-label={text.name}
              className="designer__name"
              value={design.name}
              maxLength={80}
              onChange={(name) =>
                act({
                  kind: "edit",
                  edits: [{ kind: "rename", name }],
                  subject: "name",
                })
              }
            />
            {!isSaved && <Badge tone="warning">{text.unsaved}</Badge>}
            <span className="designer__undo">
              <IconButton
                icon={Undo2}
                label={strings.common.undo}
                shortcut="mod+z"
                disabled={state.past.length === 0}
                onClick={() => act({ kind: "undo" })}
              />
              <IconButton
                icon={Redo2}
                label={strings.common.redo}
                shortcut="mod+shift+z"
                disabled={state.future.length === 0}
                onClick={() => act({ kind: "redo" })}
              />
            </span>
          </div>
          <div aria-live="polite">
            {impossible > 0 ? (
              <Notice tone="warning">{text.isImpossible(impossible)}</Notice>
            ) : (
              diagnosis.isPossible && <Notice tone="good">{text.isFine}</Notice>
            )}
          </div>
          <DesignerDiagram
            design={design}
            diagnosis={diagnosis}
            chosen={volume}
            onChoose={(index, layers) => {
              setVolume(index === volume ? null : index);
              setChosen(index === volume ? [] : layers);
              const first = design.layers[layers[0] ?? -1];
              if (first !== undefined && index !== volume) goTo(first.name);
            }}
          />
          {(advice.length > 0 || diagnosis.isPossible) && (
            <DesignerAdvicePanel advice={advice} onEdit={edit} onGoTo={goTo} />
          )}
          <DesignerLayerList
            design={design}
            diagnosis={diagnosis}
            chosen={chosen}
            onEdit={edit}
          />
        </div>
      </div>
      {isPasting && (
        <DesignerLinesDialog
          inputShape={design.input.shape}
          onClose={() => setIsPasting(false)}
          onTake={(taken) => {
            take(taken);
            setIsPasting(false);
            showToast({
              title: text.paste.taken(
                formatQuantity(taken.layers.length, "layer"),
              ),
              tone: "good",
            });
          }}
        />
      )}
      {files.input}
    </Page>
  );

  function menuItems() {
    return [
      {
        id: "paste",
        label: text.acts.paste,
        onSelect: () => setIsPasting(true),
      },
      { id: "open", label: text.acts.openFile, onSelect: files.open },
      { kind: "separator", id: "line-1" },
      { id: "file", label: text.acts.saveFile, onSelect: files.saveDesign },
      {
        id: "keras",
        label: text.acts.saveKeras,
        disabled: !diagnosis.isPossible,
        onSelect: files.saveKeras,
      },
      { kind: "separator", id: "line-2" },
      {
        id: "pattern",
        label: text.acts.startPattern,
        onSelect: () =>
          act({ kind: "pattern", pattern: { ...pattern, classes } }),
      },
      {
        id: "sequence",
        label: text.acts.startSequence,
        onSelect: () =>
          take(sequenceDesign(design.name, SEQUENCE_LENGTH, classes)),
      },
    ] as const;
  }
}

/** Undo and redo by keys; the pictures' own undo, which listens to the same keys, must not act as well. */
function useUndoKeys(
  isOn: boolean,
  act: (act: { readonly kind: "undo" | "redo" }) => void,
): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const isUndo = event.key.toLowerCase() === "z";
      if (!isUndo || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      act({ kind: event.shiftKey ? "redo" : "undo" });
    }
    if (isOn) window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [isOn, act]);
}
