// How an application proves who it is at the token endpoint: one table of the methods, which everybody asks.

/** Source: https://auth0.com/docs/secure/application-credentials (read 2026-11) */
export const AUTHENTICATION_METHODS = [
  "none",
  "client_secret_post",
  "client_secret_basic",
  "private_key_jwt",
] as const;

/** How an application authenticates at the token endpoint. */
export type AuthenticationMethod = (typeof AUTHENTICATION_METHODS)[number];

/**
 * What an application proves itself with, and so what is kept, handed over and rotated: nothing, a secret that Auth0
 * makes and we hand over, or a key pair of its own whose public half its file has.
 */
export const PROOFS = ["nothing", "secret", "key"] as const;

/** What an application proves itself with. */
export type Proof = (typeof PROOFS)[number];

interface Method {
  readonly proof: Proof;
  /** The client's property that has it at Auth0; credentials are attached in the second only. */
  readonly storedIn: "token_endpoint_auth_method" | "client_authentication_methods";
}

/** Source: https://auth0.com/docs/api/management/v2/clients/post-clients (read 2026-11) */
const METHODS: Readonly<Record<AuthenticationMethod, Method>> = {
  none: { proof: "nothing", storedIn: "token_endpoint_auth_method" },
  client_secret_post: { proof: "secret", storedIn: "token_endpoint_auth_method" },
  client_secret_basic: { proof: "secret", storedIn: "token_endpoint_auth_method" },
  private_key_jwt: { proof: "key", storedIn: "client_authentication_methods" },
};

/** What an application with this method proves itself with. */
export const proofOf = (method: AuthenticationMethod): Proof => METHODS[method].proof;

/** What needs no more than a yes or a no of each proof; whatever needs more has a table of its own. */
const PROVES: Readonly<Record<Proof, { readonly isPublic: boolean; readonly hasSecret: boolean }>> = {
  nothing: { isPublic: true, hasSecret: false },
  secret: { isPublic: false, hasSecret: true },
  key: { isPublic: false, hasSecret: false },
};

/** Whether anybody who knows the client ID can pose as the application. */
export const isPublicMethod = (method: AuthenticationMethod): boolean => PROVES[proofOf(method)].isPublic;

/** Whether Auth0 makes a secret that has to be kept and handed over. */
export const hasSecret = (method: AuthenticationMethod): boolean => PROVES[proofOf(method)].hasSecret;

/** The methods whose credentials are attached to the application at Auth0. */
export const ATTACHED_METHODS: readonly AuthenticationMethod[] = AUTHENTICATION_METHODS.filter(
  (method) => METHODS[method].storedIn === "client_authentication_methods",
);

/** An application's authentication as the Management API returns it. */
export interface StoredAuthentication {
  readonly token_endpoint_auth_method?: string | undefined;
  readonly client_authentication_methods?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Names of the methods that an application can use at Auth0, sorted; empty where the tenant says none. While
 * credentials are attached, a secret is not in use. Several at once are more than any file can say, and a name may
 * be one that we do not know.
 * Source: https://auth0.com/docs/api/management/v2/clients/get-clients (read 2026-11)
 */
export function storedMethods(stored: StoredAuthentication): readonly string[] {
  const attached = Object.entries(stored.client_authentication_methods ?? {})
    .filter(([, method]) => method !== undefined)
    .map(([name]) => name)
    .sort();
  if (attached.length > 0) return attached;
  const named = stored.token_endpoint_auth_method;
  return named === undefined ? [] : [named];
}

/** Whether the application has credentials in the tenant, which lists them one application at a time. */
export const hasAttached = ({ client_authentication_methods: methods }: StoredAuthentication): boolean =>
  ATTACHED_METHODS.some((method) => methods?.[method] !== undefined);
