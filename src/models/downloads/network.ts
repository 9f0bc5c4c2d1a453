import { EnvHttpProxyAgent, type Dispatcher } from "undici";

import { StudioError } from "#engine/base/errors.ts";

/** How this machine reaches the publishers of weights. */
export interface NetworkSettings {
  /** URL of a proxy; null or left out: as HTTPS_PROXY and HTTP_PROXY say. NO_PROXY counts in any case. */
  readonly proxy?: string | null | undefined;
  /** Base URL that stands for the publisher's host, such as a company's own copy; null or left out: the publisher. */
  readonly mirror?: string | null | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What requests go through.
 * @throws StudioError `models/bad-proxy`
 */
export function openNetwork(
  { proxy }: NetworkSettings,
  options: {
    readonly connectTimeoutMs?: number;
    readonly environment?: Environment;
  } = {},
): Dispatcher {
  const environment = options.environment ?? process.env;
  const named = (name: string) =>
    environment[name.toLowerCase()] ?? environment[name] ?? "";
  const chosen = proxy ? checkedProxy(proxy) : undefined;
  const httpProxy = chosen ?? named("HTTP_PROXY");
  return new EnvHttpProxyAgent({
    httpProxy,
    httpsProxy: chosen ?? named("HTTPS_PROXY"),
    noProxy: named("NO_PROXY"),
    connect: { timeout: options.connectTimeoutMs ?? 15_000 },
  });
}

function checkedProxy(proxy: string): string {
  if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol)) {
    return proxy;
  }
  throw new StudioError(
    "models/bad-proxy",
    `The proxy must be a URL such as http://proxy.example:3128. Received: "${proxy}". Change it in Settings.`,
  );
}

/**
 * Where a file is fetched from: the publisher's URL, or the same path below the mirror.
 * @throws StudioError `models/bad-mirror`
 */
export function mirroredUrl(url: string, mirror?: string | null): URL {
  if (!mirror) return new URL(url);
  if (!URL.canParse(mirror) || !isTrustworthy(new URL(mirror))) {
    throw new StudioError(
      "models/bad-mirror",
      `The mirror must be a URL that starts with https://, such as https://files.example/keras. Received: "${mirror}". Change it in Settings.`,
    );
  }
  return new URL(mirror.replace(/\/+$/, "") + new URL(url).pathname);
}

/** https, or this machine. */
export function isTrustworthy({ protocol, hostname }: URL): boolean {
  return (
    protocol === "https:" ||
    (protocol === "http:" &&
      ["127.0.0.1", "[::1]", "localhost"].includes(hostname))
  );
}
