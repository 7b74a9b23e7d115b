// A tenant that is in use before its first deployment: an API of ours, our app with users signed in, a back office, and
// users without an account.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { type Emulator, tenantApp } from "../../emulator/emulator.ts";
import { ask } from "../../local/verify/ask.ts";
import { newBrowser } from "../emulator/support/browser.ts";
import { ANA, proofKey } from "../emulator/support/oauth.ts";
import type { PlainStack } from "./plain-stack.ts";

export const ORDERS = "https://api.our-app.example/orders";

interface Application {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly callback: string;
}

/** What signing in gave, as our app keeps it. */
export interface Session {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
}

export interface UsedTenant {
  /** Id of the API at Auth0. */
  readonly api: string;
  readonly app: Application;
  readonly backOffice: Application;
  /** Ana's, in our app and in the back office. */
  readonly sessions: { readonly app: Session; readonly backOffice: Session };
}

type Answer = Partial<Session> & { readonly error?: string };

/** One call of the token endpoint. */
export async function tokens(
  { tenant, issuer }: Emulator,
  { client_id, client_secret }: Application,
  form: Record<string, string>,
): Promise<Answer> {
  const body = { ...form, client_id, ...(client_secret !== undefined && { client_secret }) };
  const response = await tenantApp(tenant).request(`${issuer}oauth/token`, {
    method: "POST",
    body: new URLSearchParams(body),
  });
  return (await response.json()) as Answer;
}

/** Somebody signs in to the application, with all that it asks for. */
export async function signIn(
  emulator: Emulator,
  application: Application,
  scopes: string,
  person = ANA,
): Promise<Answer> {
  const { verifier, challenge } = proofKey();
  const request = new URLSearchParams({
    response_type: "code",
    client_id: application.client_id,
    redirect_uri: application.callback,
    audience: ORDERS,
    scope: `${scopes} offline_access`,
    state: "opaque",
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  const browser = newBrowser(tenantApp(emulator.tenant), emulator.issuer);
  let view = await browser.visit(`${emulator.issuer}authorize?${request}`);
  if (view.url.pathname === "/u/login") view = await browser.submit(person);
  if (view.url.pathname === "/u/consent") view = await browser.submit({ action: "accept" });
  const code = view.url.searchParams.get("code");
  if (code === null) return { error: view.url.searchParams.get("error") ?? `no code: ${view.url}` };
  const proof = { code, redirect_uri: application.callback, code_verifier: verifier };
  return await tokens(emulator, application, { grant_type: "authorization_code", ...proof });
}

async function session(...args: Parameters<typeof signIn>): Promise<Session> {
  const answer = await signIn(...args);
  if (answer.refresh_token === undefined) throw new Error(`not signed in: ${JSON.stringify(answer)}`);
  return answer as Session;
}

/** The refresh token of a session goes on, or an error says that it does not. */
export const refresh = (emulator: Emulator, application: Application, { refresh_token }: Session) =>
  tokens(emulator, application, { grant_type: "refresh_token", refresh_token });

async function application(emulator: Emulator, sent: Record<string, unknown>): Promise<Application> {
  const [callback = ""] = sent.callbacks as string[];
  const made = await ask<{ client_id: string; client_secret?: string }>(emulator, "POST", "clients", {
    is_first_party: true,
    grant_types: ["authorization_code", "refresh_token"],
    ...sent,
  });
  const [database] = await ask<{ id: string }[]>(emulator, "GET", "connections?strategy=auth0");
  await ask(emulator, "PATCH", `connections/${database?.id}/clients`, [
    { client_id: made.client_id, status: true },
  ]);
  const isPublic = sent.token_endpoint_auth_method === "none";
  return {
    client_id: made.client_id,
    callback,
    ...(!isPublic && { client_secret: made.client_secret ?? "" }),
  };
}

/** @param without how many users have no account, beside the tenant's two that have one */
async function addUsers(emulator: Emulator, without: number): Promise<void> {
  for (let i = 0; i < without; i++)
    await ask(emulator, "POST", "users", {
      connection: "Username-Password-Authentication",
      email: `user-${i}@third.example`,
      password: "their-local-password",
      // An empty account is none, as a missing one.
      ...(i % 2 === 0 && { app_metadata: { account: "" } }),
    });
}

export const NO_ACCOUNT = { username: "user-0@third.example", password: "their-local-password" };

/** Fills a tenant that has only what every tenant begins with. */
export async function useTenant(emulator: Emulator, { withoutAccount = 3 } = {}): Promise<UsedTenant> {
  const { id } = await ask<{ id: string }>(emulator, "POST", "resource-servers", {
    name: "Orders (2019)",
    identifier: ORDERS,
    scopes: [
      { value: "read:orders", description: "See your orders" },
      { value: "admin:orders", description: "Change all orders" },
    ],
    token_lifetime: 86_400,
    token_lifetime_for_web: 7_200,
    allow_offline_access: true,
    skip_consent_for_verifiable_first_party_clients: true,
  });
  const app = await application(emulator, {
    name: "Our app",
    app_type: "spa",
    token_endpoint_auth_method: "none",
    callbacks: ["https://our-app.example/callback"],
  });
  const backOffice = await application(emulator, {
    name: "Back office",
    app_type: "regular_web",
    token_endpoint_auth_method: "client_secret_post",
    callbacks: ["https://back-office.our-app.example/callback"],
  });
  await addUsers(emulator, withoutAccount);
  const sessions = {
    app: await session(emulator, app, "read:orders"),
    backOffice: await session(emulator, backOffice, "read:orders admin:orders"),
  };
  return { api: id, app, backOffice, sessions };
}

/** A first update with the checksum of a review of the tenant. @throws Error with what it said when it fails */
export async function firstUp(stack: PlainStack, name = "dev"): Promise<void> {
  const { out, err } = await stack.verb("review", "--against-tenant", "--stack", name, "--format", "json");
  if (out === "") throw new Error(err);
  const [{ checksum }] = JSON.parse(out).checksums;
  const env = { PARTNER_ACCESS_EXPECT_CHECKSUM: checksum };
  const { code, output } = await stack.start(["up", "--yes", "--skip-preview", "--stack", name], env).ended;
  if (code !== 0) throw new Error(output);
}

/** Everything that a tenant has, to be compared; not the tokens that it remembers. */
export async function everythingIn(emulator: Emulator): Promise<unknown> {
  const paths = ["clients", "resource-servers", "client-grants", "connections", "users", "actions/actions"];
  const lists = paths.map(async (path) => [path, await ask(emulator, "GET", `${path}?per_page=100`)]);
  const bindings = await ask(emulator, "GET", "actions/triggers/post-login/bindings");
  return Object.fromEntries([...(await Promise.all(lists)), ["bindings", bindings]]);
}

/** Writes into the declarations below `root` what the tenant has: the API's id, and our own applications with their use. */
export function declareUse(root: string, { api, app, backOffice }: UsedTenant): void {
  const append = (file: string, text: string) => appendFileSync(join(root, file), text);
  append("apis/orders.yaml", `stacks:\n  dev: { resource_server_id: ${api} }\n`);
  append(
    "tenant.yaml",
    `own_applications:
  our-app:
    name: Our app
    stacks: { dev: { client_id: ${app.client_id} } }
    grants:
      - { api: orders, subject_type: user, scopes: [read:orders] }
  back-office:
    name: Back office
    stacks: { dev: { client_id: ${backOffice.client_id} } }
    grants:
      - { api: orders, subject_type: user, scopes: [read:orders, admin:orders] }
`,
  );
}

/** The scopes of an answer's access token for our API, sorted; the error where there is none. */
export function scopesIn({ access_token, error }: Answer): string[] {
  if (access_token === undefined) return [`error: ${error}`];
  return String(decodeJwt(access_token).scope ?? "")
    .split(" ")
    .filter((scope) => scope.endsWith(":orders"))
    .sort();
}
