// Signing in with the tenant: OpenID Connect with code and PKCE, as any website of a company does it.
import * as oauth from "openid-client";
import { issuerMetadata, oauthClient } from "../web/oauth.ts";
import type { AppOptions } from "./options.ts";

/** Who is signed in. */
export interface User {
  readonly subject: string;
  readonly name: string;
  readonly account: string;
  readonly idToken: string;
}

/** Between leaving for the sign-in page and coming back. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Somebody our app does not know, or an answer that it cannot use. */
export class SignInError extends Error {}

export interface SignIn {
  begin(): Promise<{ url: URL; pending: PendingSignIn }>;
  /** @throws SignInError with words for the person who tried */
  finish(answer: URL, pending: PendingSignIn): Promise<User>;
  /** Where to end the tenant's session too; it leads back to our app. */
  signOutUrl(user: User): Promise<URL>;
}

export function signIn(options: AppOptions): SignIn {
  const metadata = issuerMetadata(options);
  const { baseUrl } = options;
  const connect = async () => {
    const client = oauthClient(await metadata(), options);
    // The ID token comes straight from the tenant. Its signature is checked nevertheless.
    oauth.enableNonRepudiationChecks(client);
    return client;
  };
  return {
    async begin() {
      const pending = {
        state: oauth.randomState(),
        nonce: oauth.randomNonce(),
        codeVerifier: oauth.randomPKCECodeVerifier(),
      };
      const url = oauth.buildAuthorizationUrl(await connect(), {
        redirect_uri: `${baseUrl}/callback`,
        scope: "openid profile email",
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(pending.codeVerifier),
        code_challenge_method: "S256",
      });
      return { url, pending };
    },
    finish: async (answer, pending) => await finish(await connect(), answer, pending, options),
    signOutUrl: async ({ idToken }) =>
      oauth.buildEndSessionUrl(await connect(), {
        post_logout_redirect_uri: `${baseUrl}/`,
        id_token_hint: idToken,
      }),
  };
}

async function finish(
  client: oauth.Configuration,
  answer: URL,
  { state, nonce, codeVerifier }: PendingSignIn,
  { accountOf }: AppOptions,
): Promise<User> {
  const checks = {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  };
  const tokens = await oauth.authorizationCodeGrant(client, answer, checks).catch((cause: unknown) => {
    const reason = cause instanceof oauth.AuthorizationResponseError ? ` (${cause.error})` : "";
    throw new SignInError(`Signing in did not work${reason}. Please try again.`, { cause });
  });
  const claims = tokens.claims() ?? { sub: "" };
  const account = accountOf(claims);
  if (account === undefined)
    throw new SignInError("You are signed in, but you belong to no account of our app.");
  const { name, email } = claims as { name?: unknown; email?: unknown };
  const shown = [name, email].find((text) => typeof text === "string" && text !== "");
  return { subject: claims.sub, name: String(shown ?? claims.sub), account, idToken: tokens.id_token ?? "" };
}
