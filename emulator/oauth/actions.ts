import type { Action } from "../management/actions.ts";
import type { Client } from "../management/client-schema.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { OAuthError } from "./oauth-error.ts";
import { runSandboxed, type SandboxResult } from "./sandbox.ts";

/** What Actions decided about one sign-in or one token. */
export interface Outcome extends Document {
  /** Claims for the access token. */
  claims: Document;
  /** Claims for the ID token. */
  idClaims: Document;
  added: string[];
  removed: string[];
  /** The person whom a token exchange is about. */
  userId?: string;
}

export const NO_OUTCOME: Outcome = { claims: {}, idClaims: {}, added: [], removed: [] };

const HANDLERS = {
  "post-login": "onExecutePostLogin",
  "credentials-exchange": "onExecuteCredentialsExchange",
  "custom-token-exchange": "onExecuteCustomTokenExchange",
} as const;
export type Trigger = keyof typeof HANDLERS;

const TIME_LIMIT_MS = 2000;

/**
 * Runs the Actions that are bound to a trigger, as they were deployed, one after the other. Each sees the
 * event as it was at the beginning, and its own secrets.
 * Source: https://auth0.com/docs/customize/actions/explore-triggers
 * @param ids those of other Actions, where something else than a binding says which run
 * @throws OAuthError `access_denied` when one denies access, fails, or takes longer than two seconds.
 */
export async function runActions(
  tenant: Tenant,
  trigger: Trigger,
  event: Document,
  ids = boundIds(tenant, trigger),
): Promise<Outcome> {
  const outcome = structuredClone(NO_OUTCOME);
  for (const { code, secrets } of deployed(tenant, ids)) {
    const result = await runSandboxed({
      code,
      handler: HANDLERS[trigger],
      event: { ...event, secrets },
      timeoutMs: TIME_LIMIT_MS,
    });
    apply(outcome, trigger, result);
  }
  return outcome;
}

const boundIds = ({ store }: Tenant, trigger_id: Trigger): string[] =>
  store.list<Document & { action_id: string }>("binding", { trigger_id }).map(({ action_id }) => action_id);

function deployed({ store }: Tenant, ids: readonly string[]): { code: string; secrets: Document }[] {
  return ids.flatMap((id) => {
    const action = store.get<Action>("action", id);
    if (action?.deployed_version === undefined) return [];
    const secrets = Object.fromEntries(action.secrets.map(({ name, value }) => [name, value]));
    return [{ code: String(action.deployed_version.code), secrets }];
  });
}

function apply(outcome: Outcome, trigger: Trigger, { commands, failure }: SandboxResult): void {
  for (const [name, ...values] of commands) {
    const [first, second] = values;
    if (name === "access.deny") throw denied(trigger, first, second);
    if (name === "authentication.setUserById") outcome.userId = String(first);
    if (name === "accessToken.setCustomClaim") outcome.claims[String(first)] = second;
    if (name === "idToken.setCustomClaim") outcome.idClaims[String(first)] = second;
    if (name === "accessToken.addScope") outcome.added.push(String(first));
    if (name === "accessToken.removeScope") outcome.removed.push(String(first));
  }
  if (failure === null) return;
  // People and partners learn that it failed, not why: an Action's errors may contain its secrets. The
  // tenant's log has the cause.
  throw Object.assign(new OAuthError(403, "access_denied", "An Action failed."), { cause: failure });
}

// At sign-in there is a reason only, in machine flows an error code comes first. Sources:
// https://auth0.com/docs/actions/reference/post-login/post-login-api-object
// https://auth0.com/docs/actions/reference/credentials-exchange/credentials-exchange-api-object
function denied(trigger: Trigger, first: unknown, second: unknown): OAuthError {
  if (trigger === "post-login") return new OAuthError(403, "access_denied", String(first ?? "Access denied"));
  return new OAuthError(403, String(first ?? "access_denied"), String(second ?? "Access denied"));
}

/** What every event says about the application. */
export function clientEvent({ client_id, name, client_metadata }: Client): Document {
  return { client_id, name, metadata: client_metadata ?? {} };
}
