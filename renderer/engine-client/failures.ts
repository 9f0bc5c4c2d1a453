import { ORPCError } from "@orpc/client";

/** What went wrong, for a person: the engine's own code and sentence where it gave them. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

const UNREACHABLE: Failure = {
  code: "engine/unreachable",
  message:
    "The engine does not answer. It is started again by itself; try once more in a moment.",
};

/** The code and sentence of whatever a call to the engine threw. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    const code =
      typeof data === "object" &&
      data !== null &&
      "code" in data &&
      typeof data.code === "string"
        ? data.code
        : `engine/${String(error.code).toLowerCase().replaceAll("_", "-")}`;
    return { code, message: error.message };
  }
  if (error instanceof TypeError) {
    return UNREACHABLE;
  }
  return {
    code: "studio/unexpected",
    message: error instanceof Error ? error.message : String(error),
  };
}
