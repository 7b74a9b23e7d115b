// A partner's file becomes the inputs of its credentials in one stack, and those say which public keys it has.
import type { AuthenticationMethod } from "../model/authentication.ts";
import type { Application, PartnerStack } from "../model/partner.ts";
import type { PlannedCredentials, PlannedKey } from "./types.ts";

type Kept = Omit<PlannedCredentials, "authenticationMethod">;

function planKeys(settings: PartnerStack): Kept {
  const keys = settings.credentials?.map(({ name, alg, pem, expires_at }) => ({
    name,
    credentialType: "public_key" as const,
    algorithm: alg ?? ("RS256" as const),
    pem: `${pem.trim()}\n`,
    // Auth0 answers with milliseconds; any other spelling would be a change at every run.
    ...(expires_at !== undefined && { expiresAt: new Date(expires_at).toISOString() }),
  }));
  return keys ? { privateKeyJwt: { credentials: keys.sort((a, b) => (a.name < b.name ? -1 : 1)) } } : {};
}

/** A method of the tenant, which may be one that we do not know, with the public keys that it signs in with. */
export function credentialsWith(
  method: AuthenticationMethod,
  keys: readonly PlannedKey[],
): PlannedCredentials {
  const property = KEYS_IN[method] ?? "privateKeyJwt";
  return { authenticationMethod: method, ...(keys.length > 0 && { [property]: { credentials: keys } }) };
}

/** What the tenant has to be given; a secret it makes itself. */
const KEPT: Readonly<Record<AuthenticationMethod, (settings: PartnerStack) => Kept>> = {
  none: () => ({}),
  client_secret_post: () => ({}),
  client_secret_basic: () => ({}),
  private_key_jwt: planKeys,
};

/** Source: https://auth0.com/docs/secure/application-credentials (read 2026-11) */
export const planCredentials = (
  { authentication_method: method }: Application,
  settings: PartnerStack,
): PlannedCredentials => ({ authenticationMethod: method, ...KEPT[method](settings) });

/** The property of the provider's resource that has the public keys; undefined where a method has none. */
const KEYS_IN: Readonly<Record<AuthenticationMethod, keyof Kept | undefined>> = {
  none: undefined,
  client_secret_post: undefined,
  client_secret_basic: undefined,
  private_key_jwt: "privateKeyJwt",
};

/** The properties that have public keys in some plan, or in the state. */
export const KEY_PROPERTIES = Object.values(KEYS_IN).filter((property) => property !== undefined);

/**
 * Of a key that was uploaded only the end can be changed; the provider knows it again by its contents, and sends nothing.
 * Source: https://auth0.com/docs/api/management/v2/clients/patch-credentials-by-credential-id (read 2026-11)
 */
export const KEY_NAME_STAYS =
  "Auth0 keeps the name that a key was uploaded with, and another name in the file changes nothing there";

/** The public keys that the application signs in with, sorted by name; empty where its method needs none. */
export const plannedKeys = (credentials: PlannedCredentials): readonly PlannedKey[] =>
  KEY_PROPERTIES.flatMap((property) => credentials[property]?.credentials ?? []);
