import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

export const FINDINGS_PAGE_SIZE = 60;

/** What the last check-up found, by check. */
export function useDoctorReport(enabled = true) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.doctorReport,
    queryFn: () => engine.doctor.report({}),
    enabled,
  });
}

/** One page of a check's findings, the worst first. */
export function useFindings(
  check: string,
  state: "open" | "dismissed",
  page: number,
) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.findings(check, state, page),
    queryFn: () =>
      engine.doctor.findings({
        check,
        state,
        offset: page * FINDINGS_PAGE_SIZE,
        limit: FINDINGS_PAGE_SIZE,
      }),
    placeholderData: keepPreviousData,
  });
}
