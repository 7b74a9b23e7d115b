import { timingSafeEqual } from "node:crypto";
import type { Client } from "../management/client-schema.ts";
import type { Tenant } from "../tenant.ts";
import { isPublic } from "./applications.ts";
import { ASSERTION_TYPE, verifyAssertion } from "./client-assertion.ts";
import type { TokenForm } from "./form.ts";
import { OAuthError } from "./oauth-error.ts";

/**
 * The application that sends a token request.
 *
 * A secret is taken from the body or from a Basic header, whichever of the two the application names; with
 * credentials only `private_key_jwt` counts; a public application names itself and proves nothing.
 * Source: https://auth0.com/docs/secure/application-credentials
 * @throws OAuthError 401 unless the application proves who it is; 400 when it tries in two ways.
 */
export async function authenticateClient(tenant: Tenant, sent: TokenForm): Promise<Client> {
  const { form, basic } = sent;
  const ways = [basic, form.client_secret, form.client_assertion].filter((way) => way !== undefined);
  if (ways.length > 1) {
    throw new OAuthError(400, "invalid_request", "Only one way of client authentication may be used");
  }
  const { client_assertion: assertion } = form;
  const client = tenant.store.get<Client>("client", clientIdOf(sent));
  if (client === undefined) throw unauthorized();
  if (client.client_authentication_methods !== undefined) {
    if (assertion === undefined || form.client_assertion_type !== ASSERTION_TYPE) throw unauthorized();
    await verifyAssertion(tenant, client, assertion);
    return client;
  }
  if (assertion !== undefined) throw unauthorized();
  const secret = basic?.client_secret ?? form.client_secret;
  // A public application has a secret too, but nobody may rely on it.
  if (isPublic(client) && secret === undefined) return client;
  if (secret === undefined || !equal(client.client_secret, secret)) throw unauthorized();
  return client;
}

/** Whom a request names, without a proof. */
export function clientIdOf({ form, basic }: TokenForm): string {
  return basic?.client_id ?? form.client_id ?? subjectOf(form.client_assertion) ?? "";
}

// Only to find the keys that prove it. Source: RFC 7523, section 3
function subjectOf(assertion: string | undefined): string | undefined {
  try {
    const payload = assertion?.split(".")[1] ?? "";
    return String(JSON.parse(Buffer.from(payload, "base64url").toString()).sub);
  } catch {
    return undefined;
  }
}

export function unauthorized(cause?: unknown): OAuthError {
  return Object.assign(new OAuthError(401, "access_denied", "Unauthorized"), { cause });
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
