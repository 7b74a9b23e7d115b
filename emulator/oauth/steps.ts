import type { Context } from "hono";
import type { Client } from "../management/client-schema.ts";
import { log } from "../management/logs.ts";
import type { User } from "../management/users.ts";
import type { Tenant } from "../tenant.ts";
import type { Outcome } from "./actions.ts";
import { issueCode } from "./authorization-code.ts";
import { type AuthorizationRequest, authorizationRequest, isBrowserFlow } from "./authorization-request.ts";
import { browserTokens } from "./browser-tokens.ts";
import { connectionsFor } from "./connections.ts";
import { audienceOf, isTrusted, openScopes } from "./consent.ts";
import { detailsOf, OAuthError } from "./oauth-error.ts";
import {
  admitMember,
  asksAfterLogin,
  choicesOf,
  isMemberRequired,
  organizationNamed,
} from "./organization.ts";
import { errorPage } from "./pages/error.ts";
import { type BrowserProtocol, runPostLogin } from "./post-login.ts";
import type { Delegation } from "./refresh-tokens.ts";
import { refuse, toCallback } from "./responses.ts";
import { allowedScopes } from "./scopes.ts";
import { type Decisions, decide, endSignIn, findSignIn, type Session, sessionOf } from "./sign-in.ts";

/** How far one authorization request has come. */
export interface Progress {
  readonly tenant: Tenant;
  readonly context: Context;
  /** What finds the sign-in again. */
  readonly state: string;
  readonly request: AuthorizationRequest;
  readonly session: Session | undefined;
  readonly user: User | undefined;
  /** What the person of this session has decided so far. */
  readonly decisions: Partial<Decisions>;
}

/** The sign-in that a page's `state` names, as far as it has come; undefined when there is none. */
export function progressOf(tenant: Tenant, context: Context, state: string): Progress | undefined {
  const signIn = findSignIn(tenant, context, state);
  const client = signIn && tenant.store.get<Client>("client", signIn.client_id);
  if (signIn === undefined || client === undefined) return undefined;
  const request = authorizationRequest(tenant, client, signIn.parameters, signIn.redirect_uri);
  const { session, user } = sessionOf(tenant, context) ?? {};
  const decisions = signIn.decisions?.session_id === session?.id ? signIn.decisions : undefined;
  const chosen = organizationNamed(tenant, decisions?.organization_id);
  const organization = request.organization ?? chosen;
  return {
    ...{ tenant, context, state, session, user, decisions: decisions ?? {} },
    request: { ...request, organization },
  };
}

interface Step {
  readonly page: string;
  /** The error when nobody may be asked (`prompt=none`). Source: OpenID Connect Core, section 3.1.2.6 */
  readonly error: string;
  /** For `login_required` in Auth0's words. Source: https://auth0.com/docs/authenticate/login/configure-silent-authentication (read 2026-11) */
  readonly description: string;
  readonly isOpen: (progress: Progress) => boolean;
}

const BEFORE_ACTIONS: readonly Step[] = [
  {
    page: "/u/login",
    error: "login_required",
    description: "Login required",
    isOpen: needsSignIn,
  },
  {
    page: "/u/mfa-otp-challenge",
    error: "interaction_required",
    description: "Multifactor authentication required",
    isOpen: ({ user, session }) => user?.totp_secret !== undefined && session?.second_factor !== true,
  },
  {
    page: "/u/organization",
    error: "interaction_required",
    description: "Organization selection required",
    isOpen: ({ tenant, request: { organization, client }, user, decisions }) =>
      asksAfterLogin(client) &&
      organization === undefined &&
      decisions.organization_id === undefined &&
      user !== undefined &&
      choicesOf(tenant, client, user).length > 0,
  },
];

const CONSENT: Step = {
  page: "/u/consent",
  error: "consent_required",
  description: "Consent required",
  isOpen: needsConsent,
};

/**
 * Leads the browser to the next page of a sign-in or, after the last, back to the application. Actions run
 * once, between proving who one is and consenting.
 */
export async function proceed(tenant: Tenant, context: Context, state: string): Promise<Response> {
  const progress = progressOf(tenant, context, state);
  if (progress === undefined) return lost(context);
  const open = BEFORE_ACTIONS.find(({ isOpen }) => isOpen(progress));
  if (open !== undefined) return ask(progress, open);
  const { session, user } = progress;
  if (session === undefined || user === undefined) throw new Error("a user who has signed in has a session");
  try {
    const { organization } = progress.request;
    if (organization !== undefined) admitMember(tenant, organization, user);
    else if (isMemberRequired(progress.request.client)) throw notAMember();
    const outcome = progress.decisions.outcome ?? (await actionsOf(progress, user, session));
    decide(tenant, state, { session_id: session.id, outcome });
    const decided = { ...progress, decisions: { ...progress.decisions, outcome } };
    return CONSENT.isOpen(decided) ? ask(decided, CONSENT) : await finish(decided, user, session, outcome);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const { client } = progress.request;
    const who = { client_id: client.client_id, user_id: user.user_id };
    log(tenant, { type: "f", ...who, description: error.message, ...detailsOf(error) });
    endSignIn(tenant, state);
    return refuse(context, progress.request, error.code, error.message);
  }
}

// In the words that applications of others have met.
const notAMember = () =>
  new OAuthError(
    400,
    "invalid_request",
    "client requires organization membership, but user does not belong to any organization",
  );

function ask({ tenant, context, state, request }: Progress, { page, error, description }: Step) {
  if (!request.prompts.includes("none")) {
    return context.redirect(`${page}?state=${encodeURIComponent(state)}`);
  }
  endSignIn(tenant, state);
  return refuse(context, request, error, description);
}

function actionsOf({ tenant, context, request }: Progress, user: User, session: Session): Promise<Outcome> {
  const { client, server, scopes, parameters, organization } = request;
  return runPostLogin(tenant, {
    client,
    user,
    server,
    protocol: protocolOf(request),
    requestedScopes: scopes,
    secondFactor: session.second_factor,
    organization,
    request: {
      method: context.req.method,
      hostname: new URL(tenant.issuer).hostname,
      query: parameters,
      user_agent: context.req.header("user-agent") ?? "",
      geoip: {},
    },
  });
}

// Source: https://auth0.com/docs/actions/reference/post-login/post-login-event-object (read 2026-11)
function protocolOf(request: AuthorizationRequest): BrowserProtocol {
  if (!isBrowserFlow(request)) return "oidc-basic-profile";
  return request.responseTypes.includes("code") ? "oidc-hybrid-profile" : "oidc-implicit-profile";
}

export function lost(context: Context): Response | Promise<Response> {
  return errorPage(
    context,
    "invalid_request",
    "This sign-in has ended or was begun in another browser. Go back to the application and try again.",
  );
}

function needsSignIn({ tenant, request, decisions, session }: Progress): boolean {
  if (session === undefined) return true;
  const usable = connectionsFor(tenant, request.client, request.organization);
  if (!usable.some(({ name }) => name === session.connection)) return true;
  if (decisions.signed_in === true) return false;
  const age = tenant.now() / 1000 - session.auth_time;
  const { max_age } = request.parameters;
  return (
    request.prompts.some((prompt) => prompt === "login" || prompt === "select_account") ||
    (max_age !== undefined && age >= Number(max_age))
  );
}

/** Whether the ID token says when the person signed in. Source: https://auth0.com/docs/authenticate/login/max-age-reauthentication (read 2026-11) */
const tellsTime = ({ parameters, prompts }: AuthorizationRequest): boolean =>
  parameters.max_age !== undefined || prompts.includes("login");

/** Whether the person has proved everything, and may decide. */
export function mayConsent(progress: Progress): boolean {
  return progress.decisions.outcome !== undefined && !BEFORE_ACTIONS.some(({ isOpen }) => isOpen(progress));
}

/** The scopes to be consented to, without those that an Action takes away. */
export function scopesToConsent({ request, decisions, user }: Progress): string[] {
  const { tenant, client, server, organization } = request;
  const scopes = allowedScopes(tenant, client, server, request.scopes, {
    userId: user?.user_id ?? "",
    organizationId: organization?.id,
  });
  return scopes.filter((scope) => !decisions.outcome?.removed.includes(scope));
}

function needsConsent(progress: Progress): boolean {
  const { request, decisions, user } = progress;
  if (decisions.consented === true) return false;
  if (request.prompts.includes("consent")) return true;
  if (isTrusted(request) || user === undefined) return false;
  return openScopes(request, user, scopesToConsent(progress)) !== undefined;
}

async function finish(progress: Progress, user: User, session: Session, outcome: Outcome): Promise<Response> {
  const { tenant, context, request, state } = progress;
  endSignIn(tenant, state);
  log(tenant, { type: "s", client_id: request.client.client_id, user_id: user.user_id });
  const delegation: Delegation = {
    client_id: request.client.client_id,
    user_id: user.user_id,
    audience: audienceOf(request),
    scopes: scopesToConsent(progress),
    consented: !isTrusted(request),
    ...(tellsTime(request) && { auth_time: session.auth_time }),
    session_id: session.id,
    ...(request.organization !== undefined && { organization_id: request.organization.id }),
  };
  const code = request.responseTypes.includes("code") ? codeFor(request, delegation, outcome) : undefined;
  const tokens = isBrowserFlow(request) ? await browserTokens(request, user, delegation, outcome, code) : {};
  return toCallback(context, request, { ...(code !== undefined && { code }), ...tokens });
}

function codeFor(request: AuthorizationRequest, delegation: Delegation, outcome: Outcome): string {
  const { code_challenge, dpop_jkt, nonce, redirect_uri } = request.parameters;
  return issueCode(request.tenant, {
    ...delegation,
    redirect_uri: request.redirectUri,
    callback_named: redirect_uri !== undefined,
    outcome,
    ...(code_challenge !== undefined && { code_challenge }),
    ...(nonce !== undefined && { nonce }),
    ...(dpop_jkt !== undefined && { dpop_jkt }),
  });
}
