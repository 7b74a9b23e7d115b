// The declarations of the root on a local tenant: what a token of it opens at an API, and what partners need to get one.
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { parseDocument } from "yaml";
import { Refusal } from "../../../demo/api/refusal.ts";
import { type Caller as Bearer, tokenVerifier } from "../../../demo/api/token.ts";
import type { Emulator } from "../../../emulator/emulator.ts";
import type { Api } from "../../../src/model/api.ts";
import type { Partner, SubjectType } from "../../../src/model/partner.ts";
import type { Workspace } from "../../../src/model/workspace.ts";
import type { Local } from "../../support/local.ts";
import { ask } from "../../support/management.ts";

/** A key in the place of a partner's own: the one that matches the public key in its file is the partner's alone. */
export interface Stand {
  readonly key: KeyObject;
  readonly alg: string;
}

/**
 * Changes in the copy what only a partner could use, and what a test would use up: public keys become ours, and
 * quotas go. Gives the first key of each partner that has one.
 */
export function standIn(local: Local, { partners }: Workspace): ReadonlyMap<string, Stand> {
  const stands = new Map<string, Stand>();
  for (const { id, file, value } of partners.values()) {
    const document = parseDocument(local.read(file));
    document.deleteIn(["application", "token_quota"]);
    for (const [i, { alg = "RS256" }] of (value.stacks.local?.credentials ?? []).entries()) {
      const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const pem = publicKey.export({ type: "spki", format: "pem" });
      document.setIn(["stacks", "local", "credentials", i, "pem"], pem);
      if (i === 0) stands.set(id, { key: privateKey, alg });
    }
    local.write(file, String(document));
  }
  return stands;
}

/**
 * Gives everybody whom the tenant knows an account and every permission, so that only grants limit what partners get.
 * Tells how many they are.
 */
export async function enrol(tenant: Emulator, { apis, tenant: described }: Workspace): Promise<number> {
  const key = described?.value.account?.app_metadata_key;
  const permissions = [...apis.values()].flatMap(({ value }) =>
    Object.keys(value.scopes).map((scope) => ({
      resource_server_identifier: value.identifier,
      permission_name: scope,
    })),
  );
  const people = await ask<{ user_id: string }[]>(tenant, "GET", "users");
  for (const { user_id } of people) {
    const path = `users/${encodeURIComponent(user_id)}`;
    if (key !== undefined) await ask(tenant, "PATCH", path, { app_metadata: { [key]: "first" } });
    await ask(tenant, "POST", `${path}/permissions`, { permissions });
  }
  return people.length;
}

/** Whether the local tenant has the way by which the partner gets tokens of this kind; its README names what it lacks. */
export const canBeAsked = ({ application: { grant_types: types } }: Partner, subject: SubjectType): boolean =>
  subject === "client" || types === undefined || types.includes("authorization_code");

/** The scopes of the application's grant for an API, as the tenant holds it; none without a grant. */
export async function scopesHeld(
  tenant: Emulator,
  clientId: string,
  audience: string,
  subject: SubjectType,
): Promise<string[]> {
  const query = new URLSearchParams({ client_id: clientId, audience, subject_type: subject });
  const grants = await ask<{ scope: string[] }[]>(tenant, "GET", `client-grants?${query}`);
  return grants.flatMap(({ scope }) => scope).sort();
}

/** How an API answers a request of each of its routes with one token: allowed, or the status. */
export async function answersOf(
  api: Api,
  token: string,
  rules: { readonly issuer: string; readonly accountClaim: string; readonly clients: readonly string[] },
): Promise<Readonly<Record<string, "allowed" | 401 | 403>>> {
  const dialect = api.token_dialect?.startsWith("rfc9068") ? "rfc9068_profile" : "access_token";
  const bearer = await tokenVerifier({ ...rules, audience: api.identifier, dialect })(token).catch(
    (error: unknown) => {
      if (error instanceof Refusal) return undefined;
      throw error;
    },
  );
  return Object.fromEntries(
    Object.entries(api.routes).map(([route, needed]) => [route, answerOf(needed, bearer)]),
  );
}

function answerOf(needed: "public" | readonly string[], bearer: Bearer | undefined) {
  if (needed === "public") return "allowed";
  if (bearer === undefined) return 401;
  return needed.some((scope) => bearer.scopes.has(scope)) ? "allowed" : 403;
}
