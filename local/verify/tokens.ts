// Tokens from a local tenant, as partners get them: through its pages and its token endpoint.
import { type KeyObject, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { calculatePKCECodeChallenge, randomPKCECodeVerifier } from "openid-client";
import { type Emulator, tenantApp } from "../../emulator/emulator.ts";
import { USERS } from "../../emulator/seed.ts";
import type { Partner } from "../../src/model/partner.ts";
import { ask } from "./ask.ts";
import { type Browser, browserAt, type View } from "./browser.ts";
import { dpopKey } from "./dpop.ts";

/** One partner at one tenant. */
export interface Caller {
  readonly tenant: Emulator;
  readonly partner: Partner;
  readonly clientId: string;
  /** For private_key_jwt. */
  readonly key?: KeyObject;
  /** What that key signs with, if not RS256. */
  readonly alg?: string;
}

export interface TokenAnswer {
  access_token?: string;
  refresh_token?: string;
  id_token?: string;
  scope?: string;
  error?: string;
}

/** How the partner proves who it is at the token endpoint. */
async function authentication({
  tenant,
  partner,
  clientId,
  key,
  alg = "RS256",
}: Caller): Promise<Record<string, string>> {
  const { authentication_method } = partner.application;
  if (authentication_method === "none") return { client_id: clientId };
  if (authentication_method === "private_key_jwt") {
    if (!key) throw new Error("no key to sign with");
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(tenant.issuer)
      .setIssuedAt()
      .setExpirationTime("1m")
      .sign(key);
    const client_assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    return { client_id: clientId, client_assertion: assertion, client_assertion_type };
  }
  const { client_secret } = await ask<{ client_secret: string }>(tenant, "GET", `clients/${clientId}`);
  return { client_id: clientId, client_secret };
}

/** One call of the token endpoint with the partner's authentication. */
export async function askToken(caller: Caller, form: Record<string, string>): Promise<TokenAnswer> {
  const { tenant, partner } = caller;
  const { client_secret, ...rest } = { ...form, ...(await authentication(caller)) };
  const isBasic = partner.application.authentication_method === "client_secret_basic";
  const url = `${tenant.issuer}oauth/token`;
  const key = partner.application.require_proof_of_possession === true ? await dpopKey() : undefined;
  const credentials = Buffer.from(`${caller.clientId}:${client_secret}`).toString("base64");
  const send = async (nonce?: string) =>
    await tenantApp(tenant.tenant).request(url, {
      method: "POST",
      headers: {
        ...(isBasic && { authorization: `Basic ${credentials}` }),
        ...(key && { dpop: await key.proof({ url, ...(nonce !== undefined && { nonce }) }) }),
      },
      body: new URLSearchParams(isBasic || client_secret === undefined ? rest : { ...rest, client_secret }),
    });
  const response = await send();
  const nonce = response.headers.get("dpop-nonce");
  return (await (nonce === null ? response : await send(nonce)).json()) as TokenAnswer;
}

/** One of the people whom every local tenant knows. */
const ANA = { email: "", name: "", password: "", ...USERS[0] };

/** Ana, with her password, or at somebody else's sign-in where the application takes no password. */
async function signIn(browser: Browser): Promise<View> {
  const { text } = browser.view();
  const { email, name, password } = ANA;
  if (text.includes('name="password"')) return await browser.submit({ username: email, password });
  const [, connection] = /name="connection" value="([^"]*)"/.exec(text) ?? [];
  if (connection === undefined) throw new Error(`no way to sign in:\n${text}`);
  await browser.submit({ connection });
  return await browser.submit({ email, name });
}

/** Signs Ana in for the partner, allows all that is asked or nothing, and exchanges the code. */
export async function userToken(
  caller: Caller,
  audience: string | undefined,
  scopes: readonly string[],
  action: "accept" | "decline" = "accept",
): Promise<TokenAnswer> {
  const { tenant, partner, clientId } = caller;
  const verifier = randomPKCECodeVerifier();
  const [redirectUri = "https://nowhere.example/"] = partner.stacks.local?.callbacks ?? [];
  const request = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    ...(audience !== undefined && { audience }),
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
    state: "opaque",
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const browser = browserAt(tenantApp(tenant.tenant), tenant.issuer);
  let view = await browser.visit(`${tenant.issuer}authorize?${request}`);
  if (view.url.pathname === "/u/login") view = await signIn(browser);
  if (view.url.pathname === "/u/consent") view = await browser.submit({ action });
  const code = view.url.searchParams.get("code");
  if (code === null)
    return { error: view.url.searchParams.get("error") ?? `no code: ${view.url} ${view.text}` };
  const proof = { code, redirect_uri: redirectUri, code_verifier: verifier };
  return await askToken(caller, { grant_type: "authorization_code", ...proof });
}

export const machineToken = async (caller: Caller, audience: string): Promise<TokenAnswer> =>
  await askToken(caller, { grant_type: "client_credentials", audience });
