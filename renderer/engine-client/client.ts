import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { ContractRouterClient } from "@orpc/contract";

import type { Contract } from "#api/contract.ts";
import { RPC_PATH } from "#api/paths.ts";

/** The whole contract as functions: `client.datasets.images({ filter, offset, limit })`. */
export type EngineClient = ContractRouterClient<Contract>;

/**
 * A client of the engine that serves this page; the session cookie goes with every request.
 * @param origin such as `http://127.0.0.1:4710`
 */
export function createEngineClient(origin: string): EngineClient {
  return createORPCClient<EngineClient>(
    new RPCLink({
      url: `${origin}${RPC_PATH}`,
      fetch: (request, init) =>
        fetch(request, { ...init, credentials: "same-origin" }),
    }),
  );
}
