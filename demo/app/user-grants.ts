// What a user has allowed, read and revoked through the Management API.
import { z } from "zod";
import type { ManagementApiOptions } from "./options.ts";

const userGrant = z.looseObject({
  id: z.string(),
  clientID: z.string(),
  audience: z.string().optional(),
  scope: z.array(z.string()).default([]),
});
const userGrants = z.array(userGrant);
export type UserGrant = z.infer<typeof userGrant>;

const TIMEOUT_MS = 10_000;
const PER_PAGE = 100;

async function request(
  { url, token, fetch = globalThis.fetch }: ManagementApiOptions,
  method: string,
  path: string,
): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}${path}`, { method, headers, signal, redirect: "error" });
  if (!response.ok)
    throw new Error(`Management API: ${method} ${path.split("?")[0]} answered ${response.status}`);
  return response;
}

/**
 * Everything a user has consented to, of all integrations.
 *
 * Source: https://auth0.com/docs/api/management/v2/grants/get-grants (read 2026-11)
 */
export async function listUserGrants(api: ManagementApiOptions, userId: string): Promise<UserGrant[]> {
  const all: UserGrant[] = [];
  for (let page = 0; ; page += 1) {
    const query = new URLSearchParams({ user_id: userId, page: String(page), per_page: String(PER_PAGE) });
    const found = userGrants.parse(await (await request(api, "GET", `/grants?${query}`)).json());
    all.push(...found);
    if (found.length < PER_PAGE) return all;
  }
}

/**
 * Revokes what a user has consented to for one client. Its refresh tokens stop working, and the user is asked
 * again the next time.
 *
 * Source: https://auth0.com/docs/api/management/v2/grants/delete-grants-by-id (read 2026-11)
 */
export async function revokeUserGrants(
  api: ManagementApiOptions,
  userId: string,
  clientId: string,
): Promise<void> {
  for (const { id, clientID } of await listUserGrants(api, userId))
    if (clientID === clientId) await request(api, "DELETE", `/grants/${encodeURIComponent(id)}`);
}
