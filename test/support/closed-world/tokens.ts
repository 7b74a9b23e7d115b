// Every token that the applications of a closed world can get, by every way that the local tenant plays.
import { decodeJwt } from "jose";
import type { Way } from "../../../src/model/way.ts";
import { proofKey } from "../../emulator/support/oauth.ts";
import {
  type ApiId,
  apisIn,
  CLIENT_KINDS,
  type ClientKind,
  FOREIGN_SCOPE,
  type Grant,
  SCOPES,
  type Subject,
  type TenantState,
} from "./state.ts";
import { CALLBACK, type ClosedWorld, ORIGIN, SUBJECT_TOKEN_TYPE } from "./tenant.ts";

export interface GotToken {
  /** Undefined where anybody made the application. */
  readonly clientId: string | undefined;
  readonly api: ApiId;
  readonly subject: Subject;
  /** Of what gave its scopes, before Actions. */
  readonly way: Way;
  readonly scopes: readonly string[];
  /** What its claim `permissions` holds. */
  readonly permissions: readonly string[];
  readonly token: string;
  /** Of the token's `sub`, where a user is behind it. */
  readonly userId: string;
}

type Credentials = Readonly<Record<"client_id" | "client_secret", string>>;
type Person = keyof ClosedWorld["people"];
type Answer = Readonly<Partial<Record<"access_token" | "refresh_token", string>>>;

const ALL = [...SCOPES, FOREIGN_SCOPE].join(" ");
const { verifier, challenge } = proofKey();

/** By the state alone: which kind of grant an application has at an API. Undefined where it gets nothing. */
function wayByState(
  { apis, clients, byDefault }: TenantState,
  kind: ClientKind | "stranger" | "permissive-stranger",
  api: ApiId,
  subject: Subject,
): Way {
  const isStrict = kind === "strict" || kind === "stranger";
  if (subject === "user" && apis[api]?.user === "allow_all" && !isStrict) return "api-policy";
  const isStranger = kind === "stranger" || kind === "permissive-stranger";
  const own: Grant | undefined = isStranger ? undefined : clients[kind].grants[api][subject];
  if (own) return "allow_all_scopes" in own.content ? "all-scopes-grant" : "own-grant";
  return kind !== "ours" && byDefault[api][subject] ? "default-grant" : "own-grant";
}

async function post(world: ClosedWorld, form: Record<string, string>): Promise<Answer> {
  const body = new URLSearchParams(form);
  return (
    await world.app.request(`${ORIGIN}/oauth/token`, { method: "POST", body })
  ).json() as Promise<Answer>;
}

/** What comes back from a sign-in as a person does it; an error leaves nothing. */
async function signIn(
  world: ClosedWorld,
  who: Person,
  asked: Record<string, string>,
): Promise<URLSearchParams> {
  const { browser, username, password } = world.people[who];
  const parameters = {
    ...{ redirect_uri: CALLBACK, state: "opaque", scope: `${ALL} offline_access` },
    ...(asked.response_type === "code" && { code_challenge: challenge, code_challenge_method: "S256" }),
    ...asked,
  };
  let view = await browser.visit(`${ORIGIN}/authorize?${new URLSearchParams(parameters)}`);
  if (view.url.pathname === "/u/login") view = await browser.submit({ username, password });
  if (view.url.pathname === "/u/consent") view = await browser.submit({ action: "accept" });
  const { hash, search } = view.url;
  return new URLSearchParams(hash === "" ? search : hash.slice(1));
}

async function byBrowser(
  world: ClosedWorld,
  who: Person,
  { client_id, client_secret }: Credentials,
  grantTypes: readonly string[],
  more: Record<string, string>,
): Promise<Answer> {
  if (grantTypes.includes("authorization_code")) {
    const code = (await signIn(world, who, { client_id, response_type: "code", ...more })).get("code");
    if (code === null) return {};
    const form = { grant_type: "authorization_code", code, redirect_uri: CALLBACK, code_verifier: verifier };
    return post(world, { ...form, client_id, client_secret });
  }
  if (!grantTypes.includes("implicit")) return {};
  const back = await signIn(world, who, { client_id, response_type: "token", ...more });
  const access_token = back.get("access_token");
  return access_token === null ? {} : { access_token };
}

const words = (value: unknown): string[] => (typeof value === "string" ? value.split(" ") : []);

/** An answer as a token for the API; nothing where it is none. */
function got(
  world: ClosedWorld,
  { access_token: token }: Answer,
  about: Pick<GotToken, "clientId" | "api" | "subject" | "way">,
): GotToken[] {
  if (!token?.includes(".")) return [];
  const {
    aud,
    scope,
    permissions = [],
    sub: userId = "",
  } = decodeJwt<{ scope?: string; permissions?: string[] }>(token);
  if (![aud].flat().includes(world.audiences[about.api])) return [];
  const scopes = words(scope).filter((one) => one !== "offline_access");
  return [{ ...about, scopes, permissions, token, userId }];
}

/** In an organization a member's token holds the same scopes; permissive applications let nobody in there. */
async function* asMember(
  world: ClosedWorld,
  credentials: Credentials,
  grantTypes: readonly string[],
  kind: Parameters<typeof wayByState>[1],
  about: Parameters<typeof got>[2],
): AsyncGenerator<GotToken> {
  const isLetIn = kind === "strict" || kind === "ours";
  if (!isLetIn || !grantTypes.includes("authorization_code")) return;
  const more = { audience: world.audiences[about.api], organization: world.organization.id };
  const tokens = got(world, await byBrowser(world, "ana", credentials, grantTypes, more), about);
  for (const { token } of tokens)
    if (decodeJwt(token).org_id !== world.organization.id) throw new Error("a member's token names another");
  members.tokens += tokens.length;
  yield* tokens;
}

/** How many tokens of members there were: none would show nothing. */
export const members = { tokens: 0 };

/** One application at one API: as itself, with and without an organization, and for users by browser or password. */
async function* ofApplication(
  world: ClosedWorld,
  state: TenantState,
  api: ApiId,
  credentials: Credentials,
  grantTypes: readonly string[],
  kind: Parameters<typeof wayByState>[1],
): AsyncGenerator<GotToken> {
  const isStranger = kind === "stranger" || kind === "permissive-stranger";
  const clientId = isStranger ? undefined : credentials.client_id;
  const audience = world.audiences[api];
  const wayOf = (subject: Subject): Way =>
    isStranger ? "registration" : wayByState(state, kind, api, subject);
  if (grantTypes.includes("client_credentials")) {
    const form = { grant_type: "client_credentials", audience, ...credentials };
    const about = { clientId, api, subject: "client" } as const;
    yield* got(world, await post(world, form), { ...about, way: wayOf("client") });
    const organization = world.organization.id;
    yield* got(world, await post(world, { ...form, organization }), { ...about, way: "organization-grant" });
  }
  for (const who of state.apis[api]?.enforces ? (["ana", "ben"] as const) : (["ana"] as const)) {
    const about = { clientId, api, subject: "user" } as const;
    const answer = await byBrowser(world, who, credentials, grantTypes, { audience });
    yield* got(world, answer, { ...about, way: wayOf("user") });
    if (who === "ana")
      yield* asMember(world, credentials, grantTypes, kind, { ...about, way: wayOf("user") });
    if (!grantTypes.includes("password")) continue;
    const { username, password } = world.people[who];
    const form = { grant_type: "password", username, password, scope: ALL, audience, ...credentials };
    const direct = await post(world, form);
    for (const way of [wayOf("user"), "password-grant"] as const)
      yield* got(world, direct, { ...about, way });
  }
}

const EXCHANGE = {
  grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
  subject_token: "anything",
  subject_token_type: SUBJECT_TOKEN_TYPE,
};

/** A refresh token of our application that no API was named for, by whatever gives one. */
async function refreshTokenOf(
  world: ClosedWorld,
  grantTypes: readonly string[],
): Promise<string | undefined> {
  const credentials = world.clients.ours;
  const scope = "openid offline_access";
  const { username, password } = world.people.ana;
  const flows = [
    () => byBrowser(world, "ana", credentials, grantTypes, { scope }),
    () => post(world, { grant_type: "password", username, password, scope, ...credentials }),
    () => post(world, { ...EXCHANGE, scope, ...credentials }),
  ];
  for (const flow of flows) {
    const { refresh_token } = await flow();
    if (refresh_token !== undefined) return refresh_token;
  }
  return undefined;
}

/** What our application gets from a refresh token for another API, and from somebody else's token. */
async function* ofOurs(world: ClosedWorld, state: TenantState): AsyncGenerator<GotToken> {
  const credentials = world.clients.ours;
  const about = { clientId: credentials.client_id, subject: "user" } as const;
  const refresh_token = await refreshTokenOf(world, state.clients.ours.grantTypes);
  for (const api of apisIn(state)) {
    const audience = world.audiences[api];
    const again = { grant_type: "refresh_token", audience, ...credentials };
    if (refresh_token !== undefined) {
      const answer = await post(world, { ...again, refresh_token });
      yield* got(world, answer, { ...about, api, way: "multi-resource-refresh" });
    }
    const answer = await post(world, { ...EXCHANGE, audience, scope: ALL, ...credentials });
    yield* got(world, answer, { ...about, api, way: "token-exchange" });
  }
}

/** What a stranger gets who registers an application. */
async function* ofStranger(world: ClosedWorld, state: TenantState): AsyncGenerator<GotToken> {
  const response = await world.app.request(`${ORIGIN}/oidc/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "Stranger",
      redirect_uris: [CALLBACK],
      grant_types: ["authorization_code", "refresh_token", "client_credentials"],
    }),
  });
  if (response.status !== 201) return;
  const made = (await response.json()) as Credentials & { readonly grant_types: string[] };
  const kind = made.client_id.startsWith("tpc_") ? "stranger" : "permissive-stranger";
  const { client_id, client_secret, grant_types } = made;
  for (const api of apisIn(state))
    yield* ofApplication(world, state, api, { client_id, client_secret }, grant_types, kind);
  await world.ask("DELETE", `clients/${client_id}`);
}

export async function* everyToken(world: ClosedWorld, state: TenantState): AsyncGenerator<GotToken> {
  for (const kind of CLIENT_KINDS)
    for (const api of apisIn(state))
      yield* ofApplication(world, state, api, world.clients[kind], state.clients[kind].grantTypes, kind);
  yield* ofOurs(world, state);
  yield* ofStranger(world, state);
}
