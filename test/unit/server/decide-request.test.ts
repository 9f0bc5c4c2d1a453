import { describe, expect, it } from "vitest";

import {
  decideRequest,
  type RequestFacts,
} from "#engine/server/decide-request.ts";

const IDENTITY = {
  port: 4711,
  session: "the-session",
  bearer: "the-bearer",
  code: "the-code" as string | null,
};

const OWN: RequestFacts = {
  method: "GET",
  target: "/train",
  host: "127.0.0.1:4711",
  origin: undefined,
  secFetchSite: undefined,
  cookie: "convolve-4711=the-session",
  authorization: undefined,
};

function decide(changes: Partial<RequestFacts>, code = IDENTITY.code) {
  const verdict = decideRequest({ ...OWN, ...changes }, { ...IDENTITY, code });
  return verdict.kind === "refuse" ? verdict.code : verdict;
}

const ALLOWED = { kind: "allow" };

describe("decideRequest", () => {
  it("lets a request with the cookie in", () => {
    expect(decide({})).toEqual(ALLOWED);
  });

  it("finds its cookie among others", () => {
    expect(
      decide({ cookie: "a=b; convolve-4711=the-session; convolve-9=x" }),
    ).toEqual(ALLOWED);
  });

  it.each([
    ["no cookie", undefined],
    ["a wrong cookie", "convolve-4711=guess"],
    ["an empty cookie", "convolve-4711="],
    ["another engine's cookie", "convolve-4712=the-session"],
  ])("refuses %s", (_what, cookie) => {
    expect(decide({ cookie })).toBe("server/no-session");
  });

  it.each([
    ["no Host", undefined],
    ["a name that points to this machine", "rebound.example:4711"],
    ["localhost, which is not the name it gives itself", "localhost:4711"],
    ["another port", "127.0.0.1:4712"],
    ["no port", "127.0.0.1"],
  ])("refuses %s even with the cookie", (_what, host) => {
    expect(decide({ host })).toBe("server/foreign-host");
  });

  it.each([
    "http://evil.example",
    "null",
    "http://127.0.0.1:4712",
    "http://localhost:4711",
    "https://127.0.0.1:4711",
    "http://127.0.0.1:4711.evil.example",
  ])("refuses the origin %s even with the cookie", (origin) => {
    expect(decide({ origin })).toBe("server/foreign-origin");
  });

  it("lets its own origin in", () => {
    expect(decide({ origin: "http://127.0.0.1:4711" })).toEqual(ALLOWED);
  });

  it.each(["cross-site", "same-site"])(
    "refuses what a browser marks as %s",
    (secFetchSite) => {
      expect(decide({ secFetchSite })).toBe("server/foreign-site");
    },
  );

  it.each(["same-origin", "none"])("lets Sec-Fetch-Site: %s in", (site) => {
    expect(decide({ secFetchSite: site })).toEqual(ALLOWED);
  });

  it("lets a program with the bearer secret in, and no other", () => {
    const bare = { cookie: undefined };
    expect(decide({ ...bare, authorization: "Bearer the-bearer" })).toEqual(
      ALLOWED,
    );
    expect(decide({ ...bare, authorization: "Bearer guess" })).toBe(
      "server/no-session",
    );
    expect(decide({ ...bare, authorization: "Basic the-bearer" })).toBe(
      "server/no-session",
    );
  });

  it("exchanges the one-time code for a cookie and a clean address", () => {
    expect(
      decide({ cookie: undefined, target: "/train?run=r1&code=the-code" }),
    ).toEqual({ kind: "exchange", location: "/train?run=r1" });
    expect(decide({ cookie: undefined, target: "/?code=the-code" })).toEqual({
      kind: "exchange",
      location: "/",
    });
  });

  it("refuses a wrong code and one that was used", () => {
    expect(decide({ cookie: undefined, target: "/?code=guess" })).toBe(
      "server/used-code",
    );
    expect(decide({ cookie: undefined, target: "/?code=the-code" }, null)).toBe(
      "server/used-code",
    );
  });

  it("does not exchange a code that another site's page sent", () => {
    expect(
      decide({
        cookie: undefined,
        target: "/?code=the-code",
        secFetchSite: "cross-site",
      }),
    ).toBe("server/foreign-site");
  });

  it.each([
    ["POST", "/train"],
    ["DELETE", "/rpc/jobs/list"],
    ["GET", "/rpc/jobs/list"],
    ["OPTIONS", "/rpc/jobs/list"],
    ["GET", "/uploads/1/a.jpg"],
    ["PUT", "/images/1/thumbnail"],
  ])("refuses %s %s", (method, target) => {
    expect(decide({ method, target })).toBe("server/method");
  });

  it.each(["http://evil.example/", "*", ""])(
    "refuses the request target “%s”",
    (target) => {
      expect(decide({ target })).toBe("server/target");
    },
  );
});
