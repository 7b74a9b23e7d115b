// Environment variables become the way to sign in to a tenant's Management API.
import { createPrivateKey } from "node:crypto";
import { UserError } from "../finding.ts";

/** How drift proves who it is. */
export type TenantCredentials =
  | { readonly token: string }
  | { readonly clientId: string; readonly clientSecret: string }
  | {
      readonly clientId: string;
      readonly clientAssertionSigningKey: string;
      readonly clientAssertionSigningAlg?: string;
    };

type Env = Readonly<Record<string, string | undefined>>;

/** What a tenant's objects are read with, as scopes of the Management API; anyone who deploys has them. */
export const OBJECT_SCOPES = [
  "read:clients",
  "read:client_grants",
  "read:client_credentials",
  "read:resource_servers",
  "read:connections",
  "read:actions",
] as const;

/** What drift reads; nothing that writes. */
export const READ_SCOPES = [...OBJECT_SCOPES, "read:tenant_settings"] as const;

/** What the review of a first deployment reads as well: users, where an API names their account. */
export const FIRST_REVIEW_SCOPES = [...READ_SCOPES, "read:users"] as const;

/** The SDK takes no other form. The message shows nothing of the key. */
function pkcs8(pem: string): string {
  try {
    return String(createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }));
  } catch {
    throw new UserError("AUTH0_CLIENT_ASSERTION_PRIVATE_KEY is not a private key in PEM form");
  }
}

/**
 * The same variables as the provider's, in its order of preference.
 * Source: https://www.pulumi.com/registry/packages/auth0/installation-configuration/ (read 2026-11)
 *
 * @throws UserError that names the three ways, or that says that the key is none
 */
export function credentialsFrom(
  env: Env,
  domain: string,
  needed: readonly string[] = READ_SCOPES,
): TenantCredentials {
  const { AUTH0_API_TOKEN: token, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret } = env;
  const key = env.AUTH0_CLIENT_ASSERTION_PRIVATE_KEY;
  const alg = env.AUTH0_CLIENT_ASSERTION_SIGNING_ALG;
  if (token) return { token };
  if (clientId && key)
    return {
      clientId,
      clientAssertionSigningKey: pkcs8(key),
      ...(alg && { clientAssertionSigningAlg: alg }),
    };
  if (clientId && clientSecret) return { clientId, clientSecret };
  throw new UserError(
    `no credentials for the Management API of ${domain}: set AUTH0_API_TOKEN, or AUTH0_CLIENT_ID with ` +
      "AUTH0_CLIENT_SECRET, or AUTH0_CLIENT_ID with AUTH0_CLIENT_ASSERTION_PRIVATE_KEY " +
      `(and AUTH0_CLIENT_ASSERTION_SIGNING_ALG unless it is RS256). They need ${needed.join(", ")}`,
  );
}

/** Whether a domain is a tenant on this machine, which has a token and a certificate of its own. */
export const isLocalTenant = (domain: string): boolean => /^localhost(:\d+)?$/.test(domain);
