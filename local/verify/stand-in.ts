// Declarations and a tenant of them → the same, so that everything which partners are granted can be asked for: keys in
// the place of theirs, people who may do all.
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Emulator } from "../../emulator/emulator.ts";
import { declaringFile, pathOf } from "../../src/model/applications.ts";
import { LOCAL_STACK } from "../../src/model/stack.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { ask } from "./ask.ts";

/** A key in the place of a partner's own: the one that matches the public key in its file is the partner's alone. */
export interface Stand {
  readonly key: KeyObject;
  readonly alg: string;
}

/** Makes partners' public keys in a copy of the declarations ours. Gives the first key of each partner that has one. */
export function standIn(root: string, { partners }: Workspace): ReadonlyMap<string, Stand> {
  const stands = new Map<string, Stand>();
  for (const { id, value } of partners.values()) {
    const credentials = value.stacks[LOCAL_STACK]?.credentials ?? [];
    if (credentials.length === 0) continue;
    const file = join(root, declaringFile(id));
    const document = parseDocument(readFileSync(file, "utf8"));
    for (const [i, { alg = "RS256" }] of credentials.entries()) {
      const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const pem = publicKey.export({ type: "spki", format: "pem" });
      document.setIn([...pathOf(id), "stacks", LOCAL_STACK, "credentials", i, "pem"], pem);
      if (i === 0) stands.set(id, { key: privateKey, alg });
    }
    writeFileSync(file, String(document));
  }
  return stands;
}

/** Asking for everything may be more than a partner may ask for in an hour. */
export async function liftQuotas(tenant: Emulator, clientIds: readonly string[]): Promise<void> {
  for (const id of clientIds) await ask(tenant, "PATCH", `clients/${id}`, { token_quota: null });
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
