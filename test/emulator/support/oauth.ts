import { createHash, randomBytes } from "node:crypto";
import { decodeJwt, decodeProtectedHeader } from "jose";
import type { Client } from "../../../emulator/management/client-schema.ts";
import type { Browser } from "../../../local/verify/browser.ts";
import { ISSUER, newBrowser } from "./browser.ts";
import { type Answer, CONTACTS, create, newTenant, STRICT_PARTNER } from "./tenant.ts";

export const CALLBACK = "https://cms.acme.example/callback";
export const AUDIENCE = CONTACTS.identifier;
export const ANA = { username: "ana@first.example", password: "ana-local-password" };
export const BEN = { username: "ben@second.example", password: "ben-local-password" };

/** A new proof key. Source: RFC 7636 */
export function proofKey() {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** A tenant with one API, a partner with a grant, and what a partner's code does. */
export async function partnerWorld(change: { client?: object; server?: object; grant?: object | null } = {}) {
  const { tenant, app, call } = newTenant();
  const server = { ...CONTACTS, allow_offline_access: true, ...change.server };
  await create(call, "/resource-servers", server);
  const client: Client = await create(call, "/clients", {
    ...STRICT_PARTNER,
    grant_types: ["authorization_code", "refresh_token", "client_credentials"],
    ...change.client,
  });
  const { client_id, client_secret } = client;
  if (client.is_first_party) {
    const [database] = (await call("GET", "/connections")).body;
    await call("PATCH", `/connections/${database.id}/clients`, [{ client_id, status: true }]);
  }
  let grantId: string | undefined;
  if (change.grant !== null) {
    const grant = { client_id, audience: AUDIENCE, subject_type: "user", scope: ["read:contacts"] };
    grantId = (await create(call, "/client-grants", { ...grant, ...change.grant })).id;
  }

  async function token(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await app.request(`${ISSUER}oauth/token`, {
      method: "POST",
      headers,
      body: new URLSearchParams(form),
    });
    return { status: response.status, body: await response.json(), headers: response.headers };
  }
  const credentials = { client_id, client_secret };
  return { tenant, app, call, client, grantId: String(grantId), token, credentials };
}

export type World = Awaited<ReturnType<typeof partnerWorld>>;

/** The address of an authorization request; a parameter that is undefined is left out. */
export function authorizeUrl({ client }: World, changes: Record<string, string | undefined> = {}): string {
  const parameters = {
    response_type: "code",
    client_id: client.client_id,
    redirect_uri: CALLBACK,
    audience: AUDIENCE,
    scope: "read:contacts offline_access",
    state: "opaque",
    code_challenge: proofKey().challenge,
    code_challenge_method: "S256",
    ...changes,
  };
  const sent = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) sent.set(name, value);
  return `${ISSUER}authorize?${sent}`;
}

/** A browser at the password page, to which the request led it. */
export async function loginPage(world: World, changes: Record<string, string | undefined> = {}) {
  const browser = newBrowser(world.app);
  const view = await browser.visit(authorizeUrl(world, changes));
  if (view.url.pathname !== "/u/login") throw new Error(`not the password page: ${view.url}`);
  return browser;
}

/** Goes from an authorization request to the callback as a person does, and answers with what comes back. */
export async function signIn(
  world: World,
  changes: Record<string, string | undefined> = {},
  browser: Browser = newBrowser(world.app),
  person = ANA,
) {
  let view = await browser.visit(authorizeUrl(world, changes));
  if (view.url.pathname === "/u/login") view = await browser.submit(person);
  if (view.url.pathname === "/u/consent") view = await browser.submit({ action: "accept" });
  return view.url.searchParams;
}

/** What a partner's code sends for the code that came back; an error comes back without one. */
export const codeForm = (back: URLSearchParams, code_verifier: string) => ({
  grant_type: "authorization_code",
  code: back.get("code") ?? `none: ${back}`,
  redirect_uri: CALLBACK,
  code_verifier,
});

/** The tokens of a sign-in, from the request to the exchange of the code. */
export async function tokensOf(
  world: World,
  changes: Record<string, string | undefined> = {},
  browser?: Browser,
  person?: typeof ANA,
): Promise<Answer["body"]> {
  const { verifier, challenge } = proofKey();
  const back = await signIn(world, { code_challenge: challenge, ...changes }, browser, person);
  const answer = await world.token({ ...codeForm(back, verifier), ...world.credentials });
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export const refreshWith = (world: World, refresh_token: string, more: Record<string, string> = {}) =>
  world.token({ grant_type: "refresh_token", refresh_token, ...world.credentials, ...more });

/** Header and claims of a token, unverified. */
export const read = (token: string) => ({ header: decodeProtectedHeader(token), claims: decodeJwt(token) });

/** Where a person who signs in ends up. */
export async function afterLogin(
  world: World,
  changes: Record<string, string | undefined> = {},
  browser = newBrowser(world.app),
) {
  const view = await browser.visit(authorizeUrl(world, changes));
  return view.url.pathname === "/u/login" ? browser.submit(ANA) : view;
}
