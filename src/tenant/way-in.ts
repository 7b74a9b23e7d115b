// A tenant's domain and the environment → the way in: a tenant on this machine has a token and a certificate of its own.
import { join } from "node:path";
import { trustCertificate } from "./client.ts";
import { credentialsFrom, isLocalTenant, type TenantCredentials } from "./credentials.ts";

/** What the local tenant accepts; it listens on this machine only. */
const LOCAL_TOKEN = "local";

/** The application that the local tenant has for tools which cannot be given that token. */
export const LOCAL_DEPLOYMENT = "localManagementClient00000000000";

/**
 * Credentials of a real tenant never go to the local one.
 *
 * @param folder the one of the declarations, where `npm start` keeps the local tenant
 * @param scopes what they are for, where they are missing
 * @throws UserError without credentials, or without the local tenant's certificate
 */
export function wayInto(
  domain: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  scopes?: readonly string[],
): TenantCredentials {
  if (!isLocalTenant(domain)) return credentialsFrom(env, domain, scopes);
  trustCertificate(join(folder, ".local", "tenant-certificate.pem"));
  return { token: LOCAL_TOKEN };
}
