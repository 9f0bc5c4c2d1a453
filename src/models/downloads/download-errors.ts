import { StudioError } from "#engine/base/errors.ts";

/** May succeed when it is tried again. */
export class PassingFailure extends Error {}

/** Network failures that a name server, a cable or a firewall makes. */
const NO_CONNECTION = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const STALLED = new Set(["UND_ERR_BODY_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT"]);

/**
 * What to tell a person of a request that failed for good.
 * @param url that was asked
 */
export function explainFailure(error: unknown, url: URL): StudioError {
  if (error instanceof StudioError) return error;
  const cause = error instanceof PassingFailure ? error.cause : error;
  const code = failureCode(cause);
  const reason = code ?? describe(cause) ?? describe(error) ?? "unknown";
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code ?? "")) {
    return failure(
      "models/no-network",
      `The certificate of ${url.host} is not trusted here (${reason}). Where a company's proxy opens connections, name its certificate in NODE_EXTRA_CA_CERTS.`,
      url,
      error,
    );
  }
  if (/Proxy response \((\d+)\)/.test(describe(cause) ?? "")) {
    return failure(
      "models/proxy-refused",
      `The proxy refused the connection to ${url.host}: ${describe(cause)}. Check the proxy, with its user name and password, in Settings.`,
      url,
      error,
    );
  }
  if (code !== undefined && NO_CONNECTION.has(code)) {
    return failure(
      "models/no-network",
      `${url.host} cannot be reached (${reason}). Check the connection; behind a proxy, set it in Settings or in HTTPS_PROXY.`,
      url,
      error,
    );
  }
  if (code !== undefined && STALLED.has(code)) {
    return failure(
      "models/download-stalled",
      `${url.host} stopped sending for too long. What came is kept, and the next download goes on from there.`,
      url,
      error,
    );
  }
  return failure(
    "models/download-cut-off",
    `The download from ${url.host} was cut off (${reason}). What came is kept, and the next download goes on from there.`,
    url,
    error,
  );
}

/** What to tell a person of an answer that is not the file. */
export function refusedBy(status: number, url: URL): StudioError {
  const what =
    status === 404 || status === 410
      ? "does not have the file"
      : status === 407
        ? "is behind a proxy that wants a user name and password"
        : "does not hand out the file";
  return failure(
    status === 407 ? "models/proxy-refused" : "models/download-refused",
    `${url.host} ${what} (it answered ${status}). If a mirror is set in Settings, check it.`,
    url,
  );
}

/** Code of a failure of undici, of the system or of TLS, however deep it lies. */
export function failureCode(error: unknown): string | undefined {
  for (let current = error, depth = 0; depth < 4; depth++) {
    if (!(current instanceof Error)) return undefined;
    const { code } = current as { code?: unknown };
    if (typeof code === "string") return code;
    current =
      current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return undefined;
}

function describe(error: unknown): string | undefined {
  return error instanceof Error ? error.message : undefined;
}

function failure(code: string, what: string, url: URL, cause?: unknown) {
  return new StudioError(
    code,
    `${what} Without a connection, fetch ${url.href} on another machine and import the file: convolve weights import <file>.`,
    cause === undefined ? {} : { cause },
  );
}
