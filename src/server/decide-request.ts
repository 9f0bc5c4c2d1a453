import { createHash, timingSafeEqual } from "node:crypto";

import { RPC_PATH } from "#api/paths.ts";

/** What the decision rests on; header values as they came, absent ones undefined. */
export interface RequestFacts {
  readonly method: string;
  /** Path and query as in the request line. */
  readonly target: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly secFetchSite: string | undefined;
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
}

export interface ServerIdentity {
  readonly port: number;
  /** The cookie's value. */
  readonly session: string;
  /** Lets programs of the same user in. */
  readonly bearer: string;
  /** The one-time code, or null when it has been used. */
  readonly code: string | null;
}

export type Verdict =
  | { readonly kind: "allow" }
  /** The one-time code is right: set the cookie and go to `location`. */
  | { readonly kind: "exchange"; readonly location: string }
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly code: string;
      readonly message: string;
    };

/** The name carries the port, so that two engines on one machine do not overwrite each other's cookie. */
export function cookieName(port: number): string {
  return `convolve-${port}`;
}

/** The server's own and only origin. */
export function ownOrigin(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/**
 * Whether a request, or the upgrade to a WebSocket, may pass. A page of another site can make a browser send requests to this machine
 * (also under a name that it lets point here): such a request has a foreign Host, Origin or Sec-Fetch-Site and never the cookie.
 */
export function decideRequest(
  request: RequestFacts,
  identity: ServerIdentity,
): Verdict {
  const origin = ownOrigin(identity.port);
  if (request.host !== new URL(origin).host) {
    return refuse(
      421,
      "server/foreign-host",
      `This server answers only to ${origin}. Received the host ${quoted(request.host)}. Open ${origin} instead.`,
    );
  }
  if (request.origin !== undefined && request.origin !== origin) {
    return refuse(
      403,
      "server/foreign-origin",
      `Only pages of ${origin} may ask this server. Received a request of ${quoted(request.origin)}.`,
    );
  }
  if (
    request.secFetchSite !== undefined &&
    !["same-origin", "none"].includes(request.secFetchSite)
  ) {
    return refuse(
      403,
      "server/foreign-site",
      "The request came from another site. Copy the address into the address bar of your browser instead of following a link.",
    );
  }
  if (
    !request.target.startsWith("/") ||
    !URL.canParse(request.target, origin)
  ) {
    return refuse(400, "server/target", "The request names no path.");
  }
  const { pathname, searchParams } = new URL(request.target, origin);
  if (!isMethodAllowed(request.method, pathname)) {
    return refuse(
      405,
      "server/method",
      `${request.method} is not possible on ${pathname}.`,
    );
  }
  if (isAuthorized(request, identity)) return { kind: "allow" };
  const code = searchParams.get("code");
  if (request.method === "GET" && code !== null) {
    if (identity.code !== null && isSame(code, identity.code)) {
      searchParams.delete("code");
      const rest = searchParams.toString();
      return { kind: "exchange", location: pathname + (rest && `?${rest}`) };
    }
    return refuse(
      401,
      "server/used-code",
      "The code of this address was used before, or belongs to an engine that has ended. Start Convolve again and open the new address.",
    );
  }
  return refuse(
    401,
    "server/no-session",
    "This page needs the address that Convolve printed when it started, with its one-time code. Open that address in this browser.",
  );
}

function isMethodAllowed(method: string, pathname: string): boolean {
  if (pathname.startsWith(`${RPC_PATH}/`)) return method === "POST";
  if (pathname.startsWith("/uploads/")) return method === "PUT";
  return method === "GET" || method === "HEAD";
}

function isAuthorized(
  request: RequestFacts,
  identity: ServerIdentity,
): boolean {
  const bearer = request.authorization?.match(/^Bearer (.+)$/)?.[1];
  if (bearer !== undefined) return isSame(bearer, identity.bearer);
  const prefix = `${cookieName(identity.port)}=`;
  return (request.cookie ?? "")
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
    .some((part) => isSame(part.slice(prefix.length), identity.session));
}

/** Compares in a time that says nothing about where two secrets differ. */
function isSame(left: string, right: string): boolean {
  return timingSafeEqual(digestOf(left), digestOf(right));
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function refuse(status: number, code: string, message: string): Verdict {
  return { kind: "refuse", status, code, message };
}

function quoted(value: string | undefined): string {
  return value === undefined ? "(none)" : `"${value.slice(0, 200)}"`;
}
