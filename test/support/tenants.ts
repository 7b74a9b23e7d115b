// Three companies whose tenants are like many: their declarations, and that each partner gets just what its file says.
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { decodeJwt } from "jose";
import { expect } from "vitest";
import { type Caller, machineToken, userToken } from "../../local/verify/tokens.ts";
import { isOfAUser } from "../../src/model/subject-type.ts";
import type { Workspace } from "../../src/model/workspace.ts";

const ROOT = resolve(import.meta.dirname, "../golden/tenants");

export const folderOf = (name: string): string => resolve(ROOT, name);

export const TENANTS: readonly string[] = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

const scopesIn = (token: string | undefined): string[] =>
  String(token === undefined ? "" : (decodeJwt(token).scope ?? ""))
    .split(" ")
    .filter((scope) => scope !== "")
    .sort();

/**
 * Asks, as each partner of the stack `local`, for every scope of every API, for a user and without one, and compares with
 * what its grants say.
 */
export async function everyoneGetsTheirs(
  { partners, apis }: Workspace,
  tenant: Caller["tenant"],
  clientIds: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [id, { value: partner }] of partners) {
    const caller = { tenant, partner, clientId: clientIds[id] ?? "" };
    const signsIn = (partner.stacks.local?.callbacks ?? []).length > 0;
    for (const [apiId, { value: api }] of apis) {
      const all = Object.keys(api.scopes);
      for (const subject of ["user", "client"] as const) {
        if (isOfAUser(subject) && !signsIn) continue;
        const grants = partner.grants.filter(
          ({ api: of, subject_type: type }) => of === apiId && type === subject,
        );
        const granted = grants.flatMap(({ scopes }) => scopes);
        const answer = isOfAUser(subject)
          ? await userToken(caller, api.identifier, granted.length > 0 ? granted : all)
          : await machineToken(caller, api.identifier);
        const of = `${id} at ${apiId}, ${subject}: ${answer.error ?? ""}`;
        expect(scopesIn(answer.access_token), of).toEqual([...granted].sort());
        expect(answer.access_token !== undefined, of).toBe(grants.length > 0);
      }
    }
  }
}
