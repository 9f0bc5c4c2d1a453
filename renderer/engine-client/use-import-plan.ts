import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import type { ClassesFrom, ImportPlan } from "#api/sources.ts";

import { useEngine, useUploads, useUploadTasks } from "./engine-provider.tsx";
import type { Failure } from "./failures.ts";
import { describeFailure } from "./failures.ts";
import type { ImportSource, ReachableSource } from "./folder-import.ts";
import { sendSource } from "./folder-import.ts";
import type { UploadProgress } from "./uploads.ts";

/** A source on its way to be imported: its files are sent where they must be, then looked through. */
export interface ImportPlanState {
  readonly source: ReachableSource | null;
  /** How far its files are sent; null when none are on their way. */
  readonly sending: UploadProgress | null;
  /** Whether sending was ended from the tray. */
  readonly isCancelled: boolean;
  readonly plan: ImportPlan | undefined;
  readonly failure: Failure | null;
  /** Whether the upload belongs to an import, and is not thrown away with this state. */
  readonly setKept: (isKept: boolean) => void;
}

/** @param classesFrom what a person chose; undefined as recognised */
export function useImportPlan(
  source: ImportSource,
  classesFrom: ClassesFrom | undefined,
): ImportPlanState {
  const sent = useSentSource(source);
  const engine = useEngine();
  const { data, error } = useQuery({
    queryKey: ["import-plan", sent.source, classesFrom],
    queryFn: ({ signal }) =>
      engine.sources.plan({ ...sent.source, classesFrom }, { signal }),
    enabled: sent.source !== null,
    placeholderData: (before) => before,
    gcTime: 0,
    retry: false,
  });
  return {
    source: sent.source,
    sending: sent.sending,
    isCancelled: sent.isCancelled,
    plan: data,
    failure: sent.failure ?? (error === null ? null : describeFailure(error)),
    setKept: sent.setKept,
  };
}

function useSentSource(source: ImportSource) {
  const engine = useEngine();
  const uploads = useUploadTasks();
  const { tasks } = useUploads();
  const [sent, setSent] = useState<ReachableSource | null>(
    "folder" in source ? source : null,
  );
  const [failure, setFailure] = useState<Failure | null>(null);
  const [uploadId, setUploadId] = useState<string | null>(null);
  const [isCancelled, setCancelled] = useState(false);
  const kept = useRef(false);

  useEffect(() => {
    if ("folder" in source) {
      return undefined;
    }
    let id: string | null = null;
    let left = false;
    function discard(): void {
      if (id !== null && !kept.current) {
        uploads.cancel(id);
        void engine.sources.discardUpload({ uploadId: id });
      }
    }
    sendSource(engine, uploads, source, (begun) => {
      id = begun;
      setUploadId(begun);
    }).then(
      (reachable) => {
        if (left) {
          discard();
        } else if (reachable === null) {
          setCancelled(true);
        } else {
          setSent(reachable);
        }
      },
      (error: unknown) => setFailure(describeFailure(error)),
    );
    return () => {
      left = true;
      discard();
    };
  }, [engine, uploads, source]);

  const task = tasks.find((one) => one.uploadId === uploadId);
  return {
    source: sent,
    sending: task?.progress ?? null,
    isCancelled,
    failure,
    setKept: (isKept: boolean) => {
      kept.current = isKept;
    },
  };
}
