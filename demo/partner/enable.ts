// The way to the consent page and back, as an ordinary OAuth client: authorization code with PKCE.
import * as oauth from "openid-client";
import { issuerMetadata, oauthClient } from "../web/oauth.ts";
import type { Customer } from "./customer.ts";
import { facts, type Journal } from "./journal.ts";
import type { PartnerOptions } from "./options.ts";
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

/** Starts and finishes what a user does to let Acme CMS in. */
export interface Enabling {
  /** The tenant's address to send the browser to. @throws EnableError for a return address that is not ours */
  begin(customer: Customer, returnTo: string | undefined): Promise<URL>;
  /** A connection that was stored. @throws Error when it does not open with this key */
  restore(customer: Customer, stored: SealedTokens): TokenKeeper;
  /** Turns the answer into a connection; returns where the browser should go. @throws EnableError */
  finish(customer: Customer, answer: URL): Promise<string | undefined>;
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
      return oauthClient(await metadata(), options, recordingFetch(journal, options.fetch));
    } catch (error) {
      throw new EnableError("Our app cannot be reached", "Please try again in a minute.", 502, error);
    }
  };
  const keeperFor = ({ id, journal }: Customer, tokens: Tokens | SealedTokens) =>
    new TokenKeeper(tokens, {
      owner: id,
      vault,
      client: () => clientFor(journal),
      requestedScopes: options.scopes,
      onChange,
    });
  return {
    begin: (customer, returnTo) => begin(customer, returnTo, options, clientFor),
    finish: (customer, answer) => finish(customer, answer, options, clientFor, keeperFor),
    restore: keeperFor,
  };
}

type ClientFor = (journal: Journal) => Promise<oauth.Configuration>;
type KeeperFor = (customer: Customer, tokens: Tokens) => TokenKeeper;

async function begin(
  customer: Customer,
  returnTo: string | undefined,
  { returnAddresses, baseUrl, audience, scopes }: PartnerOptions,
  clientFor: ClientFor,
): Promise<URL> {
  // Compared as a whole: whatever else an address has in common with ours, it may be somebody's phishing page.
  if (returnTo !== undefined && !returnAddresses.includes(returnTo))
    throw new EnableError(
      "This link is not from our app",
      "It asks to send you on to an address that Acme CMS does not know. Nothing has been connected.",
    );
  customer.journal.clear();
  customer.journal.add("Browser", "Acme CMS", "GET /enable", returnTo ? { return_to: returnTo } : {});
  const client = await clientFor(customer.journal);
  const codeVerifier = oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  customer.expect(state, { codeVerifier, returnTo });
  const url = oauth.buildAuthorizationUrl(client, {
    redirect_uri: `${baseUrl}/callback`,
    audience,
    scope: [...scopes, "offline_access"].join(" "),
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
  });
  customer.journal.add("Browser", "Our tenant", `GET ${url.pathname}`, facts(url.searchParams));
  return url;
}

async function finish(
  customer: Customer,
  answer: URL,
  options: PartnerOptions,
  clientFor: ClientFor,
  keeperFor: KeeperFor,
): Promise<string | undefined> {
  const state = answer.searchParams.get("state") ?? "";
  const pending = customer.take(state);
  if (pending === undefined)
    throw new EnableError(
      "This answer was not asked for",
      "It does not belong to a request of this browser, or was used already. Nothing has been connected.",
    );
  customer.journal.add("Browser", "Acme CMS", "GET /callback", facts(answer.searchParams));
  const client = await clientFor(customer.journal);
  const checks = { pkceCodeVerifier: pending.codeVerifier, expectedState: state };
  const tokens = await oauth.authorizationCodeGrant(client, answer, checks).catch((error: unknown) => {
    throw whyNot(error);
  });
  const keeper = keeperFor(customer, tokens);
  const stored = keeper.sealed ?? "";
  customer.journal.add("Acme CMS", "Acme CMS", "Refresh token encrypted and stored", {
    stored: `${stored.slice(0, 12)}… (${stored.length} characters, AES-256-GCM)`,
  });
  // What the customer had before is not needed any more, and nobody should find it.
  await customer.tokens?.end().catch((error: unknown) => options.onError?.(error as Error));
  customer.connect(keeper);
  return pending.returnTo;
}

function whyNot(error: unknown): EnableError {
  if (error instanceof oauth.AuthorizationResponseError && error.error === "access_denied")
    return new EnableError(
      "You did not allow it",
      "Acme CMS is not connected. You can enable it at any time.",
    );
  const reason =
    error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError
      ? ` (${error.error})`
      : "";
  return new EnableError("That did not work", `Our app did not connect Acme CMS${reason}.`, 502, error);
}

/** Lets openid-client's requests appear in a journal, with their secrets masked. */
function recordingFetch(
  journal: Journal,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): oauth.CustomFetch {
  return async (url, options) => {
    const response = await fetch(url, options as RequestInit);
    const sent = options.body instanceof URLSearchParams ? facts(options.body) : {};
    const answer: unknown = await response
      .clone()
      .json()
      .catch(() => ({}));
    const received = facts(Object.entries(answer as Record<string, unknown>));
    const answers = Object.entries(received).map(([name, value]) => [`→ ${name}`, value]);
    journal.add("Acme CMS", "Our tenant", `${options.method} ${new URL(url).pathname}`, {
      ...sent,
      "→ status": String(response.status),
      ...Object.fromEntries(answers),
    });
    return response;
  };
}
