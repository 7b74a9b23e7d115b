// Every partner of the stack `local`, deployed for real, can do exactly what its file says: with each kind of token
// that the tenant gives it, each route of each API is asked for. Ways to a token that the local tenant does not have,
// such as device authorization, are not tried: there the grants that the tenant holds are compared.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import type { Run } from "../../local/run.ts";
import { type Partner, SUBJECT_TYPES, type SubjectType } from "../../src/model/partner.ts";
import { Local, view } from "../support/local.ts";
import { type Caller, machineToken, userToken } from "../support/tokens.ts";
import { answersOf, canBeAsked, enrol, type Stand, scopesHeld, standIn } from "./support/local-tenant.ts";
import { declared, ROOT } from "./support/root.ts";

const { workspace, findings } = declared();
const apis = [...workspace.apis.values()];
const isDeployed = workspace.stacks.has("local") && findings.length === 0;
const partners = isDeployed ? [...workspace.partners.values()].filter(({ value }) => value.stacks.local) : [];

let local: Local | undefined;
let opened: { run: Run; tenant: Emulator; close: () => Promise<void> } | undefined;
let people = 0;
let stands: ReadonlyMap<string, Stand> = new Map();

beforeAll(async () => {
  // A company may have no local stack.
  if (!isDeployed) return;
  local = await Local.create(ROOT);
  stands = standIn(local, workspace);
  opened = await local.open();
  people = await enrol(opened.tenant, workspace);
});

afterAll(async () => {
  await opened?.close();
  local?.remove();
});

/** The scopes that a partner's file names for one API and kind of token in this stack. */
function declaredScopes(
  { status = "active", grants, stacks }: Partner,
  api: string,
  subject: SubjectType,
): string[] {
  const named = grants.filter(
    (grant) =>
      grant.api === api && grant.subject_type === subject && (grant.stacks?.includes("local") ?? true),
  );
  const isActive = status === "active" && stacks.local?.status !== "retired";
  return isActive ? named.flatMap(({ scopes }) => scopes).sort() : [];
}

async function ask(caller: Caller, subject: SubjectType, audience: string, scopes: readonly string[]) {
  if (subject === "client") return await machineToken(caller, audience);
  const first = await userToken(caller, audience, scopes);
  const before = people;
  people = await enrol(caller.tenant, workspace);
  // Who signs in elsewhere is new to the tenant the first time, and had neither an account nor permissions.
  return people === before ? first : await userToken(caller, audience, scopes);
}

test("the local tenant has one application of each partner, and no other", async () => {
  const applications = opened ? (await view(opened.tenant)).applications : {};
  const counts = Object.entries(applications).map(([id, { length }]) => ({ id, length }));
  const expected = partners.map(({ id }) => ({ id, length: 1 }));
  expect(counts.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(expected);
});

describe.for(partners)("$id", ({ id, value: partner }) => {
  const all = apis.flatMap((api) => SUBJECT_TYPES.map((subject) => ({ api, id: api.id, subject })));
  const cases = all.filter(({ subject }) => canBeAsked(partner, subject));

  test.for(all.filter((one) => !cases.includes(one)))(
    "holding grants for $id as $subject",
    async ({ api, subject }) => {
      if (!opened) throw new Error("nothing is deployed");
      const clientId = opened.run.outcome?.clientIds[id] ?? "none";
      const held = await scopesHeld(opened.tenant, clientId, api.value.identifier, subject);
      expect(held).toEqual(declaredScopes(partner, api.id, subject));
    },
  );

  test.for(cases)("asking for everything of $id as $subject", async ({ api, subject }) => {
    if (!opened) throw new Error("nothing is deployed");
    const { run, tenant } = opened;
    const clientIds = run.outcome?.clientIds ?? {};
    const caller: Caller = { tenant, partner, clientId: clientIds[id] ?? "none", ...stands.get(id) };
    const scopes = declaredScopes(partner, api.id, subject);
    const answer = await ask(caller, subject, api.value.identifier, Object.keys(api.value.scopes));
    if (scopes.length === 0) {
      expect(answer.access_token).toBeUndefined();
      expect(answer.error).toBeTruthy();
      return;
    }
    expect(answer.error).toBeUndefined();
    const got = (answer.scope ?? "").split(" ").filter((scope) => scope !== "offline_access");
    expect(got.sort()).toEqual(scopes);
    const accountClaim = workspace.tenant?.value.account?.claim ?? "";
    const rules = { issuer: tenant.issuer, accountClaim, clients: Object.values(clientIds) };
    for (const other of apis) {
      const answers = await answersOf(other.value, answer.access_token ?? "", rules);
      const isItsOwn = other.id === api.id;
      const expected = Object.entries(other.value.routes).map(([route, needed]) => {
        if (needed === "public") return [route, "allowed"];
        return [route, isItsOwn ? (needed.some((scope) => scopes.includes(scope)) ? "allowed" : 403) : 401];
      });
      expect({ api: other.id, ...answers }).toEqual({ api: other.id, ...Object.fromEntries(expected) });
    }
  });
});
