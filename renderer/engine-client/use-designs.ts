import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** A design of the person's collection. */
export function useDesign(id: string | null) {
  const engine = useEngine();
  return useQuery({
    queryKey: [...queryKeys.models, "design", id],
    queryFn: () => engine.designs.get({ id: id ?? "" }),
    enabled: id !== null,
    retry: false,
    // Another window may have changed it.
    gcTime: 0,
  });
}

/** What lines of Keras layers say, or where they cannot be read. */
export function useKerasLines(text: string, inputShape: readonly number[]) {
  const engine = useEngine();
  return useQuery({
    queryKey: ["keras-lines", text, inputShape],
    queryFn: () =>
      engine.designs.fromLines({ text, inputShape: [...inputShape] }),
    enabled: text.trim() !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
}
