import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { DoctorReport } from "#api/doctor.ts";

import { useDoctorReport } from "./use-doctor.ts";
import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** Extra columns that came with the pictures. */
export function useAttributes() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.attributes,
    queryFn: async () => (await engine.labels.attributes({})).attributes,
  });
}

/** The most frequent values of one of them. */
export function useAttributeValues(name: string | null) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.attributeValues(name ?? ""),
    queryFn: async () =>
      (await engine.labels.attributeValues({ name: name ?? "" })).values,
    enabled: name !== null,
  });
}

/** Pictures that look like one, the most similar first; it fails where the features are not there. */
export function useSimilar(imageId: number | null, limit: number) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.similar(imageId ?? -1, limit),
    queryFn: async () =>
      (await engine.labels.similar({ imageId: imageId ?? -1, limit })).images,
    enabled: imageId !== null,
    retry: false,
    gcTime: 60_000,
  });
}

/** Where each picture lies on the map. */
export function useLabelMap() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.labelMap,
    queryFn: ({ signal }) => engine.labels.map({}, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}

/** How many pictures have no label, and whether their order stands. */
export function useTrayState(enabled = true) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.trayState,
    queryFn: () => engine.labels.tray.state({}),
    enabled,
  });
}

/** A check of the check-up that has open findings. */
export interface OpenFinding {
  readonly check: string;
  readonly title: string;
  readonly count: number;
}

/** What the check-up has found and nobody has dealt with. */
export function useOpenFindings(): readonly OpenFinding[] {
  const { data } = useDoctorReport();
  return useMemo(
    () => (data === undefined ? NO_FINDINGS : openFindings(data)),
    [data],
  );
}

const NO_FINDINGS: readonly OpenFinding[] = [];

function openFindings({ checks }: DoctorReport): readonly OpenFinding[] {
  return checks
    .filter(({ open }) => open > 0)
    .map(({ id, title, open }) => ({ check: id, title, count: open }));
}
