import { createORPCClient, ORPCError } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { ContractRouterClient } from "@orpc/contract";

import type { Contract } from "#api/contract.ts";
import { RPC_PATH } from "#api/paths.ts";
import { StudioError } from "#engine/base/errors.ts";

/** The contract as functions to call: the same whether the engine is in this process or in another. */
export type EngineClient = ContractRouterClient<Contract>;

/** A client of an engine that serves on this machine. */
export function connectToEngine(engine: {
  origin: string;
  bearer: string;
}): EngineClient {
  return createORPCClient(
    new RPCLink({
      url: engine.origin + RPC_PATH,
      headers: { authorization: `Bearer ${engine.bearer}` },
    }),
  );
}

/** What a call threw, as the error that the engine meant: the same words on both sides of a connection. */
export function toStudioError(error: unknown): unknown {
  if (!(error instanceof ORPCError)) return error;
  const code = (error.data as { code?: unknown } | undefined)?.code;
  return new StudioError(
    typeof code === "string" ? code : "engine/request",
    error.message,
    { cause: error },
  );
}
