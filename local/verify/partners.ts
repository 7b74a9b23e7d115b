// A workspace → what every partner of the stack `local`, deployed for real, must be able to do: exactly what its file
// says. With each kind of token that the tenant gives it, each route of each API is asked for. Ways to a token that the
// local tenant does not have, such as device authorization, are not tried: there the grants that it holds are compared.
import { opensFor } from "../../demo/api/paths.ts";
import { Refusal } from "../../demo/api/refusal.ts";
import { type Caller as Bearer, tokenVerifier } from "../../demo/api/token.ts";
import type { Emulator } from "../../emulator/emulator.ts";
import { type Api, checkedWith } from "../../src/model/api.ts";
import { type Partner, SUBJECT_TYPES, type SubjectType } from "../../src/model/partner.ts";
import { LOCAL_STACK } from "../../src/model/stack.ts";
import { hasAccess, statusIn } from "../../src/model/status.ts";
import { isOfAUser } from "../../src/model/subject-type.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { OWNERSHIP_KEYS } from "../../src/plan/application.ts";
import { ask, askAll } from "./ask.ts";
import { enrol, liftQuotas, type Stand } from "./stand-in.ts";
import { type Caller, machineToken, type TokenAnswer, userToken } from "./tokens.ts";

/** A tenant to which the workspace was just deployed, with our keys in the place of the partners'. */
export interface Deployed {
  readonly tenant: Emulator;
  readonly clientIds: Readonly<Record<string, string>>;
  readonly stands: ReadonlyMap<string, Stand>;
}

/** What the tenant and the APIs say, and what they have to say, in the same words. */
export interface Told {
  readonly is: Readonly<Record<string, unknown>>;
  readonly declared: Readonly<Record<string, unknown>>;
}

export interface PartnerPromise {
  readonly sentence: string;
  tell(): Promise<Told>;
}

interface Entry {
  readonly id: string;
  readonly value: Partner;
}

/** Ids of the partners that the stack `local` has. */
export const partnersHere = ({ partners }: Workspace): readonly Entry[] =>
  [...partners.values()].filter(({ value }) => value.stacks[LOCAL_STACK]);

/** The scopes that a partner's file names for one API and kind of token in this stack; undefined without a grant. */
function declaredScopes(partner: Partner, api: string, subject: SubjectType): string[] | undefined {
  if (!hasAccess(statusIn(partner, LOCAL_STACK))) return undefined;
  const named = partner.grants.filter(
    (grant) =>
      grant.api === api && grant.subject_type === subject && (grant.stacks?.includes(LOCAL_STACK) ?? true),
  );
  return named.length === 0 ? undefined : named.flatMap(({ scopes }) => scopes).sort();
}

/** Whether the local tenant has the way by which the partner gets tokens of this kind; its README names what it lacks. */
const canBeAsked = ({ application: { grant_types: types } }: Partner, subject: SubjectType): boolean =>
  !isOfAUser(subject) || types === undefined || types.includes("authorization_code");

/** Gets everybody's tokens: people who are new to the tenant are given all permissions before they are asked again. */
export function askerOf(workspace: Workspace, { tenant, clientIds }: Deployed) {
  const apis = [...workspace.apis.values()];
  const accountClaim = workspace.tenant?.value.account?.claim ?? "";
  const rules = { issuer: tenant.issuer, accountClaim, clients: Object.values(clientIds) };
  let people = 0;

  async function token(
    caller: Caller,
    subject: SubjectType,
    { identifier, scopes }: Api,
  ): Promise<TokenAnswer> {
    if (!isOfAUser(subject)) return await machineToken(caller, identifier);
    const ofUser = () => userToken(caller, identifier, Object.keys(scopes));
    const first = await ofUser();
    const before = people;
    people = await enrol(tenant, workspace);
    // Who signs in elsewhere is new to the tenant the first time, and had neither an account nor permissions.
    return people === before ? first : await ofUser();
  }

  return {
    async ready(): Promise<void> {
      if (people > 0) return;
      people = await enrol(tenant, workspace);
      await liftQuotas(tenant, rules.clients);
    },
    token,
    answers: async (accessToken: string) =>
      Object.fromEntries(
        await Promise.all(
          apis.map(async ({ id, value }) => [id, await answersOf(value, accessToken, rules)] as const),
        ),
      ),
  };
}

/** The scopes of the application's grant for an API, as the tenant holds it; none without a grant. */
async function scopesHeld(tenant: Emulator, clientId: string, audience: string, subject: SubjectType) {
  const query = new URLSearchParams({ client_id: clientId, audience, subject_type: subject });
  const grants = await ask<{ scope: string[] }[]>(tenant, "GET", `client-grants?${query}`);
  return grants.flatMap(({ scope }) => scope).sort();
}

type Answers = Readonly<Record<string, "allowed" | 401 | 403>>;

/** How an API answers a request of each of its routes with one token: allowed, or the status. */
async function answersOf(
  api: Api,
  token: string,
  rules: { readonly issuer: string; readonly accountClaim: string; readonly clients: readonly string[] },
): Promise<Answers> {
  const dialect = api.token_dialect?.startsWith("rfc9068") ? "rfc9068_profile" : "access_token";
  const { identifier: audience, signing_alg: alg } = api;
  const algorithm = alg && checkedWith(alg);
  const verify = tokenVerifier({ ...rules, audience, dialect, algorithm });
  const bearer = await verify(token).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined;
    throw error;
  });
  return Object.fromEntries(
    Object.entries(api.routes).map(([route, needed]) => [route, answerOf(needed, bearer)]),
  );
}

function answerOf(needed: Api["routes"][string], bearer: Bearer | undefined) {
  if (needed === "public") return "allowed";
  if (bearer === undefined) return 401;
  return opensFor(needed, bearer.scopes) ? "allowed" : 403;
}

/** How every API has to answer to a token with some scopes of one of them. */
const declaredAnswers = (workspace: Workspace, own: string, scopes: readonly string[]) =>
  Object.fromEntries(
    [...workspace.apis.values()].map(({ id, value }) => [
      id,
      Object.fromEntries(
        Object.entries(value.routes).map(([route, needed]) => {
          if (needed === "public") return [route, "allowed"];
          if (id !== own) return [route, 401];
          return [route, opensFor(needed, new Set(scopes)) ? "allowed" : 403];
        }),
      ),
    ]),
  );

const NO_TOKEN = { token: "none" };

/** Of one partner: by API and kind of token, what it gets. */
async function told(
  workspace: Workspace,
  { id, value: partner }: Entry,
  { tenant, clientIds, stands }: Deployed,
  asker: ReturnType<typeof askerOf>,
): Promise<Told> {
  await asker.ready();
  const clientId = clientIds[id] ?? "none";
  const is: Record<string, unknown> = {};
  const declared: Record<string, unknown> = {};
  for (const api of workspace.apis.values())
    for (const subject of SUBJECT_TYPES) {
      const of = `${api.id}, ${subject}`;
      const scopes = declaredScopes(partner, api.id, subject);
      if (!canBeAsked(partner, subject)) {
        is[of] = await scopesHeld(tenant, clientId, api.value.identifier, subject);
        declared[of] = scopes ?? [];
        continue;
      }
      const caller: Caller = { tenant, partner, clientId, ...stands.get(id) };
      const { access_token, error, scope = "" } = await asker.token(caller, subject, api.value);
      declared[of] =
        scopes === undefined ? NO_TOKEN : { scopes, answers: declaredAnswers(workspace, api.id, scopes) };
      if (access_token === undefined) is[of] = scopes === undefined && error ? NO_TOKEN : { error };
      else {
        const got = scope.split(" ").filter((one) => one !== "" && one !== "offline_access");
        is[of] = { scopes: got.sort(), answers: await asker.answers(access_token) };
      }
    }
  return { is, declared };
}

/** How many applications of each partner the tenant has, by the marker of whose they are. */
async function counted(tenant: Emulator): Promise<Readonly<Record<string, number>>> {
  const clients = await askAll<{ client_metadata?: Readonly<Record<string, string>> }>(tenant, "clients");
  const owners = clients.flatMap(({ client_metadata }) => client_metadata?.[OWNERSHIP_KEYS.partner] ?? []);
  return Object.fromEntries(owners.map((id) => [id, owners.filter((one) => one === id).length]));
}

/** Every promise, in the order of the files; a tenant is asked for by those that are looked at. */
export function partnerPromises(workspace: Workspace, deployed: () => Deployed): readonly PartnerPromise[] {
  const partners = partnersHere(workspace);
  let asker: ReturnType<typeof askerOf> | undefined;
  const all = {
    sentence: "the local tenant has one application of each partner, and no other",
    tell: async () => ({
      is: await counted(deployed().tenant),
      declared: Object.fromEntries(partners.map(({ id }) => [id, 1])),
    }),
  };
  const each = partners.map((partner) => ({
    sentence: `tokens of ${partner.id} open exactly what its file says`,
    tell: () => {
      asker ??= askerOf(workspace, deployed());
      return told(workspace, partner, deployed(), asker);
    },
  }));
  return [all, ...each];
}
