import type { ReactNode } from "react";
import { useMemo } from "react";

import type { EngineClient } from "#renderer/engine-client/client.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { inOrder } from "#renderer/engine-client/in-order.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import type { DataActs } from "#renderer/ui/data-acts.ts";
import { DataActsContext, PICTURE_CHANGES } from "#renderer/ui/data-acts.ts";
import type { Noun } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";
import { showToast } from "#renderer/ui/toast-store.ts";

import { sayFailure, undoEdit } from "./edit-history.ts";

const text = strings.dataActs;

/** Gives the rooms of the Data step what can be done to pictures and classes. */
export function DataActsProvider({ children }: { children: ReactNode }) {
  const engine = useEngine();
  const noun = useNoun();
  const acts = useMemo(() => dataActs(engine, noun), [engine, noun]);
  return <DataActsContext value={acts}>{children}</DataActsContext>;
}

function dataActs(engine: EngineClient, noun: Noun): DataActs {
  const { datasets, labels } = engine;

  const undo = () => undoEdit(engine);

  function perform(title: string, act: () => Promise<unknown>): void {
    inOrder(act).then(
      () =>
        showToast({
          title,
          group: PICTURE_CHANGES,
          action: { label: strings.common.undo, perform: undo },
        }),
      sayFailure,
    );
  }

  function change(
    imageIds: readonly number[],
    title: (count: number) => string,
    act: (imageIds: number[]) => Promise<unknown>,
  ): void {
    if (imageIds.length > 0) {
      perform(title(imageIds.length), () => act([...imageIds]));
    }
  }

  return {
    relabel: (ids, { id: classId, name }) =>
      change(
        ids,
        (count) => text.relabelled(count, name, noun),
        (imageIds) => datasets.relabel({ imageIds, classId }),
      ),
    splitClass: (ids, name) =>
      change(
        ids,
        (count) => text.classSplit(count, name, noun),
        (imageIds) => labels.splitClass({ imageIds, name }),
      ),
    setExcluded: (ids, excluded) =>
      change(
        ids,
        (count) =>
          excluded
            ? text.nowExcluded(count, noun)
            : text.nowIncluded(count, noun),
        (imageIds) => datasets.setExcluded({ imageIds, excluded }),
      ),
    setSplit: (ids, split) =>
      change(
        ids,
        (count) => text.movedTo(count, strings.datasets.splits[split], noun),
        (imageIds) => datasets.setSplit({ imageIds, split }),
      ),
    createClass: (name) =>
      perform(text.classMade(name), () => datasets.createClass({ name })),
    renameClass: (classId, name) =>
      perform(text.classRenamed(name), () =>
        datasets.renameClass({ classId, name }),
      ),
    mergeClasses: (from, into) =>
      perform(
        text.merged(from.count + from.excluded, from.name, into.name, noun),
        () => labels.mergeClasses({ from: from.id, into: into.id }),
      ),
    removeClass: ({ id: classId, name }) =>
      perform(text.classRemoved(name), () => labels.removeClass({ classId })),
    acceptSuggestions: (confidence, count) =>
      perform(text.suggestionsAccepted(count), () =>
        labels.tray.accept({ confidence }),
      ),
    remedy: (check, findingId, remedy) =>
      perform(text.remedied(strings.doctor.remedies[remedy]), () =>
        engine.doctor.remedy({ check, findings: [findingId], remedy }),
      ),
    undo,
  };
}
