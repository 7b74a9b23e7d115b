// The way to the consent page and back, as an ordinary OAuth client: authorization code with PKCE.
import * as oauth from "openid-client";
import { ANY_TOKEN } from "../api/paths.ts";
import { issuerMetadata, oauthClient } from "../web/oauth.ts";
import type { Customer } from "./customer.ts";
import { facts, type Journal } from "./journal.ts";
import { type PartnerOptions, userApis } from "./options.ts";
import { recordingFetch } from "./recording.ts";
import { type SealedTokens, TokenKeeper, type Tokens } from "./token-keeper.ts";
import type { Vault } from "./vault.ts";

/** Why enabling did not work, in words for the person who tried. */
export class EnableError extends Error {
  readonly title: string;
  readonly status: 400 | 502;

  constructor(title: string, message: string, status: 400 | 502 = 400, cause?: unknown) {
    super(message, { cause });
    this.title = title;
    this.status = status;
  }
}

/** Starts and finishes what a user does to let the partner in. */
export interface Enabling {
  /** The tenant's address to send the browser to. @throws EnableError for a return address that is not known */
  begin(customer: Customer, returnTo: string | undefined): Promise<URL>;
  /** The same for one API. `isWhole`: for all that it may ever give, optional scopes included. */
  one(customer: Customer, audience: string, isWhole: boolean): Promise<URL>;
  /** A connection that was stored. @throws Error when it does not open with this key */
  restore(customer: Customer, audience: string, stored: SealedTokens): TokenKeeper;
  /** Turns the answer into a connection; returns where the browser should go. @throws EnableError */
  finish(customer: Customer, answer: URL): Promise<URL>;
}

interface Setup {
  readonly options: PartnerOptions;
  readonly clientFor: (journal: Journal) => Promise<oauth.Configuration>;
  readonly keeperFor: (
    customer: Customer,
    audience: string,
    tokens: Tokens | SealedTokens,
    requestedScopes: readonly string[],
  ) => TokenKeeper;
}

/**
 * Enabling against the tenant of the options; its metadata is read when somebody first needs it.
 *
 * @param onChange called whenever a connection has to be stored anew
 */
export function enabling(options: PartnerOptions, vault: Vault, onChange: () => void): Enabling {
  const metadata = issuerMetadata(options);
  const clientFor = async (journal: Journal) => {
    try {
      const fetch = recordingFetch(journal, options.name, options.fetch);
      return oauthClient(await metadata(), options, fetch);
    } catch (error) {
      throw new EnableError(
        `${options.product} cannot be reached`,
        "Please try again in a minute.",
        502,
        error,
      );
    }
  };
  const keeperFor: Setup["keeperFor"] = ({ id, journal }, audience, tokens, requestedScopes) =>
    new TokenKeeper(tokens, {
      owner: `${id} ${audience}`,
      vault,
      client: () => clientFor(journal),
      requestedScopes,
      onChange,
    });
  const setup = { options, clientFor, keeperFor };
  return {
    begin: (customer, returnTo) => begin(customer, returnTo, setup),
    finish: (customer, answer) => finish(customer, answer, setup),
    one: (customer, audience, isWhole) =>
      ask(customer, { audience, next: [], returnTo: undefined, isWhole }, setup),
    restore: (customer, audience, stored) => keeperFor(customer, audience, stored, stored.scopes),
  };
}

async function begin(customer: Customer, returnTo: string | undefined, setup: Setup): Promise<URL> {
  const { returnAddresses, name, product, enablePath } = setup.options;
  // Compared as a whole: whatever else an address has in common with the right one, it may be somebody's phishing page.
  if (returnTo !== undefined && !returnAddresses.includes(returnTo))
    throw new EnableError(
      `This link is not from ${product}`,
      `It asks to send you on to an address that ${name} does not know. Nothing has been connected.`,
    );
  customer.journal.clear();
  customer.journal.add("Browser", name, `GET ${enablePath}`, returnTo ? { return_to: returnTo } : {});
  const [audience, ...next] = userApis(setup.options).map((api) => api.audience);
  return await ask(customer, { audience, next, returnTo }, setup);
}

interface Asked {
  /** Undefined where people only sign in: the tenant says who they are, and no API is reached. */
  readonly audience: string | undefined;
  readonly next: readonly string[];
  readonly returnTo: string | undefined;
  /** Whether for optional scopes as well: a token has what its own request asked for. */
  readonly isWhole?: boolean;
}

/** The tenant's address that asks for one API, or for who somebody is. */
async function ask(
  customer: Customer,
  { audience, next, returnTo, isWhole = false }: Asked,
  { options, clientFor }: Setup,
): Promise<URL> {
  const client = await clientFor(customer.journal);
  const api = userApis(options).find((one) => one.audience === audience);
  const { oidcScopes, callbackUrl } = options;
  const { userScopes = [], optionalScopes = [], keepsAccess = false } = api ?? {};
  const asked = userScopes.filter(
    (scope) => scope !== ANY_TOKEN && (isWhole || !optionalScopes.includes(scope)),
  );
  const scopes = [...oidcScopes, ...asked, ...(keepsAccess ? ["offline_access"] : [])];
  const codeVerifier = oauth.randomPKCECodeVerifier();
  const [state, nonce] = [oauth.randomState(), oauth.randomNonce()];
  customer.expect(state, { codeVerifier, nonce, returnTo, audience, next, scopes: asked });
  const url = oauth.buildAuthorizationUrl(client, {
    redirect_uri: callbackUrl,
    ...(audience !== undefined && { audience }),
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
    state,
    ...(oidcScopes.includes("openid") && { nonce }),
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
  });
  customer.journal.add("Browser", "Tenant", `GET ${url.pathname}`, facts(url.searchParams));
  return url;
}

async function finish(customer: Customer, answer: URL, setup: Setup): Promise<URL> {
  const { options, clientFor, keeperFor } = setup;
  const { name, baseUrl, oidcScopes, onError } = options;
  const state = answer.searchParams.get("state") ?? "";
  const pending = customer.take(state);
  if (pending === undefined)
    throw new EnableError(
      "This answer was not asked for",
      "It does not belong to a request of this browser, or was used already. Nothing has been connected.",
    );
  customer.journal.add("Browser", name, `GET ${answer.pathname}`, facts(answer.searchParams));
  const client = await clientFor(customer.journal);
  const checks = {
    pkceCodeVerifier: pending.codeVerifier,
    expectedState: state,
    ...(oidcScopes.includes("openid") && { expectedNonce: pending.nonce, idTokenExpected: true }),
  };
  const tokens = await oauth.authorizationCodeGrant(client, answer, checks).catch((error: unknown) => {
    throw whyNot(error, options, whatRemains(options, customer, pending.audience));
  });
  const { audience, next, returnTo } = pending;
  const { name: person, email, sub } = (tokens.claims() ?? {}) as Record<string, unknown>;
  const isText = (text: unknown): text is string => typeof text === "string";
  if (audience === undefined) {
    customer.person = [person, email, sub].find(isText);
    customer.hasSignedIn = true;
    return new URL(returnTo ?? `${baseUrl}/`);
  }
  const keeper = keeperFor(customer, audience, tokens, pending.scopes);
  noteStored(customer.journal, name, keeper.sealed);
  // What the customer had before is not needed any more, and nobody should find it.
  await customer.tokens
    .get(audience)
    ?.end()
    .catch((error: unknown) => onError?.(error as Error));
  customer.connect(audience, keeper);
  customer.person = [person, email].find(isText);
  const [first, ...rest] = next;
  if (first !== undefined) return await ask(customer, { audience: first, next: rest, returnTo }, setup);
  return new URL(returnTo ?? `${baseUrl}/`);
}

function noteStored(journal: Journal, name: string, sealed: string | undefined): void {
  if (sealed === undefined) return;
  journal.add(name, name, "Refresh token encrypted and stored", {
    stored: `${sealed.slice(0, 12)}… (${sealed.length} characters, AES-256-GCM)`,
  });
}

/** What a customer has who said no. */
function whatRemains(options: PartnerOptions, customer: Customer, audience: string | undefined): string {
  const { name } = options;
  if (audience === undefined) return `${name} has not signed you in. You can try again at any time.`;
  if (customer.tokens.has(audience)) return `${name} goes on with what you allowed before.`;
  const api = userApis(options).find((one) => one.audience === audience)?.name ?? audience;
  return customer.tokens.size > 0
    ? `${name} has no access to ${api}, and goes on with what you allowed elsewhere.`
    : `${name} is not connected. You can enable it at any time.`;
}

function whyNot(error: unknown, { name, product }: PartnerOptions, remains: string): EnableError {
  if (error instanceof oauth.AuthorizationResponseError && error.error === "access_denied")
    return new EnableError("You did not allow it", remains);
  const reason =
    error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError
      ? ` (${error.error})`
      : "";
  return new EnableError("That did not work", `${product} did not connect ${name}${reason}.`, 502, error);
}
