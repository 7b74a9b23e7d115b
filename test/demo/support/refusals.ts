import { describe, expect, test } from "vitest";
import { testApi } from "./api.ts";
import type { Issuer } from "./issuer.ts";

/** A request that our API refuses, and how it says so. */
export interface RefusedRequest {
  readonly name: string;
  readonly token?: () => Promise<string> | string;
  /** Instead of a token in its place. */
  readonly headers?: () => Promise<Record<string, string>> | Record<string, string>;
  readonly path?: string;
  readonly status: number;
  /** What follows the realm in WWW-Authenticate. */
  readonly says?: string;
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

export const badRequest = (description: string): string =>
  `, error="invalid_request", error_description="${description}"`;
export const badToken = (description: string): string =>
  `, error="invalid_token", error_description="${description}"`;
export const notEnough = (description: string, scopes?: string): string =>
  `, error="insufficient_scope", error_description="${description}"${scopes ? `, scope="${scopes}"` : ""}`;

/** One test per request: exact status, exact challenge, nothing cached, no token in the answer or the log. */
export function describeRefusals(
  what: string,
  issuer: () => Issuer,
  requests: readonly RefusedRequest[],
): void {
  describe(`refuses ${what}`, () => {
    test.for(requests)("$name", async ({ token, headers, path = "/contacts", status, says = "" }) => {
      const { app, log } = testApi(issuer().url, {}, { clients: ["acme"] });
      const secret = (await token?.()) ?? "secret-token";
      const sent = token ? bearer(secret) : ((await headers?.()) ?? {});
      const response = await app.request(path, { headers: sent });
      expect(response.headers.get("www-authenticate")).toBe(`Bearer realm="contacts"${says}`);
      expect(response.status).toBe(status);
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(log).toHaveLength(1);
      expect(`${await response.text()}${JSON.stringify(log)}`).not.toContain(secret);
    });
  });
}
