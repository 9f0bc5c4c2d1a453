import { useMutation } from "@tanstack/react-query";

import type { Failure } from "./failures.ts";
import { describeFailure } from "./failures.ts";

/** An act on the engine that is under way or done. */
export interface Act<Input, Output> {
  /** Starts it; a failure is shown by `onFailure` and does not throw. */
  readonly run: (input: Input) => void;
  /** Starts it and gives the result, or null after a failure. */
  readonly runAsync: (input: Input) => Promise<Output | null>;
  readonly isRunning: boolean;
  readonly failure: Failure | null;
  readonly reset: () => void;
}

/**
 * An act on the engine from a button or a key. What it changes comes back as events, so nothing is patched here.
 * @param perform the call; may be several
 */
export function useAct<Input, Output>(
  perform: (input: Input) => Promise<Output>,
  options: {
    onDone?: (output: Output, input: Input) => void;
    onFailure?: (failure: Failure) => void;
  } = {},
): Act<Input, Output> {
  const mutation = useMutation({
    mutationFn: perform,
    onSuccess: (output, input) => options.onDone?.(output, input),
    onError: (error) => options.onFailure?.(describeFailure(error)),
  });
  return {
    run: (input) => mutation.mutate(input),
    runAsync: (input) => mutation.mutateAsync(input).catch(() => null),
    isRunning: mutation.isPending,
    failure: mutation.error === null ? null : describeFailure(mutation.error),
    reset: () => mutation.reset(),
  };
}
