// Environment → the refusal to begin without a way to sign in to the tenant.
import * as pulumi from "@pulumi/pulumi";
import { page } from "../model/pages.ts";

/** Variables of the provider that are a way each, alone or together. */
const WAYS = [
  ["AUTH0_API_TOKEN"],
  ["AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET"],
  ["AUTH0_CLIENT_ID", "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY"],
  ["AUTH0_CLI_LOGIN"],
  ["AUTH0_DYNAMIC_CREDENTIALS"],
] as const;

/**
 * They come from the environment alone: no file of the repository may hold one. The provider says of missing credentials that AUTH0_DOMAIN may be missing, once for each resource.
 * Source: https://www.pulumi.com/registry/packages/auth0/installation-configuration/ (read 2026-11)
 *
 * @throws RunError that names what to set
 */
export function refuseWithoutCredentials(
  env: Readonly<Record<string, string | undefined>>,
  domain: string,
): void {
  if (WAYS.some((way) => way.every((variable) => Boolean(env[variable])))) return;
  throw new pulumi.RunError(
    `no credentials for the Management API of ${domain}: set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, AUTH0_CLIENT_ID ` +
      `and AUTH0_CLIENT_ASSERTION_PRIVATE_KEY, or AUTH0_API_TOKEN (${page("docs/ci.md#once-auth0")})`,
  );
}
