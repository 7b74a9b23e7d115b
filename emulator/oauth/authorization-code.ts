import { createHash } from "node:crypto";
import type { Client } from "../management/client-schema.ts";
import type { Tenant } from "../tenant.ts";
import type { Outcome } from "./actions.ts";
import { keyToBind, type Proof } from "./dpop.ts";
import { change, find, keep } from "./ephemeral.ts";
import type { Form } from "./form.ts";
import { OAuthError } from "./oauth-error.ts";
import { type Delegation, endFamily, newFamily } from "./refresh-tokens.ts";
import { issueForUser, serverOf, type TokenAnswer } from "./user-tokens.ts";

const LIFETIME_SECONDS = 600;

/** What a code stands for between `/authorize` and `/oauth/token`. */
export interface CodeContent extends Delegation {
  redirect_uri: string;
  /** Whether the authorization request named the callback; then the exchange must, too. */
  callback_named: boolean;
  code_challenge?: string;
  nonce?: string;
  /** Thumbprint of the key that it must be used with, where the authorization request named one. */
  dpop_jkt?: string;
  /** What Actions decided at sign-in. */
  outcome: Outcome;
}

interface StoredCode extends CodeContent {
  family: string;
  used?: boolean;
}

export function issueCode(tenant: Tenant, content: CodeContent): string {
  return keep(tenant, "code", { ...content, family: newFamily() }, LIFETIME_SECONDS);
}

interface Redemption {
  readonly code: StoredCode | undefined;
  readonly client: Client;
  readonly form: Form;
  readonly proof: Proof | undefined;
}

interface CodeCheck {
  readonly rule: string;
  readonly source: string;
  readonly violation: (redemption: Redemption) => string | undefined;
}

const CODE_FLOW = "https://auth0.com/docs/api/authentication/authorization-code-flow/get-token";
const PKCE =
  "https://auth0.com/docs/get-started/authentication-and-authorization-flow/authorization-code-flow-with-pkce";

/** What a code must withstand before it becomes tokens. */
export const CODE_CHECKS: readonly CodeCheck[] = [
  {
    rule: "a code is known, fresh, and used by the application that it was issued to",
    source: CODE_FLOW,
    violation: ({ code, client }) =>
      code?.client_id === client.client_id ? undefined : "Invalid authorization code",
  },
  {
    rule: "a code is used once",
    source: "https://datatracker.ietf.org/doc/html/rfc6749#section-4.1.2",
    violation: ({ code }) => (code?.used === true ? "Invalid authorization code" : undefined),
  },
  {
    rule: "the callback is the one of the authorization request",
    source: CODE_FLOW,
    violation: ({ code, form }) =>
      form.redirect_uri === code?.redirect_uri ||
      (form.redirect_uri === undefined && code?.callback_named === false)
        ? undefined
        : "The redirect URI is wrong.",
  },
  {
    rule: "the verifier belongs to the challenge",
    source: PKCE,
    violation: ({ code, form }) =>
      code?.code_challenge === undefined || code.code_challenge === challengeOf(form.code_verifier)
        ? undefined
        : "Failed to verify code verifier",
  },
  {
    rule: "there is no verifier without a challenge",
    source: "https://datatracker.ietf.org/doc/html/rfc9700#section-4.8.2",
    violation: ({ code, form }) =>
      code?.code_challenge === undefined && form.code_verifier !== undefined
        ? "Failed to verify code verifier"
        : undefined,
  },
  {
    rule: "a code that was asked for with the key of a proof is used with that key",
    source: "https://www.rfc-editor.org/rfc/rfc9449#section-10",
    violation: ({ code, proof }) =>
      code?.dpop_jkt === undefined || code.dpop_jkt === proof?.jkt
        ? undefined
        : "The DPoP proof is of another key than dpop_jkt.",
  },
];

function challengeOf(verifier: string | undefined): string | undefined {
  return verifier === undefined ? undefined : createHash("sha256").update(verifier).digest("base64url");
}

/** Tokens for a code. A code that comes twice has leaked: the tokens of its first use end. */
export async function exchangeCode(
  tenant: Tenant,
  client: Client,
  form: Form,
  proof: Proof | undefined,
): Promise<TokenAnswer> {
  const { code: secret } = form;
  // Source: the error's example at https://auth0.com/docs/api/authentication/authorization-code-flow/get-token (read 2026-11)
  if (secret === undefined) throw new OAuthError(400, "invalid_request", "Missing required parameter: code");
  const code = find<StoredCode>(tenant, "code", secret);
  if (code?.used === true) endFamily(tenant, code.family);
  for (const { violation } of CODE_CHECKS) {
    const message = violation({ code, client, form, proof });
    if (message !== undefined) throw new OAuthError(403, "invalid_grant", message);
  }
  if (code === undefined) throw new Error("a code that passed the checks exists");
  keyToBind(client, serverOf(tenant, code.audience), proof);
  change(tenant, "code", secret, { used: true });
  return issueForUser(tenant, {
    client,
    delegation: code,
    outcome: code.outcome,
    nonce: code.nonce,
    refresh: { family: code.family },
    proof,
  });
}
