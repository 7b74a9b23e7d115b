import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { tenantSettings } from "../management/tenant-settings.ts";
import type { User } from "../management/users.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import type { Outcome } from "./actions.ts";
import { change, find, forget, hashOf, keep } from "./ephemeral.ts";
import type { Form } from "./form.ts";

/** One authorization request on its way through the pages. */
export interface SignIn extends Document {
  client_id: string;
  parameters: Form;
  redirect_uri: string;
  /** Hash of the cookie of the browser that began. */
  browser: string;
  decisions?: Decisions;
}

/** What has been decided for one authorization request, by and about the person of one session. */
export interface Decisions extends Document {
  session_id: string;
  /** Whether the person has signed in for this request. */
  signed_in?: boolean;
  /** The organization that the person has chosen; empty for none. */
  organization_id?: string;
  outcome?: Outcome;
  /** The scopes that the consent page has shown. */
  shown?: string[];
  /** Whether the person has consented for this request. */
  consented?: boolean;
}

/** A person who is signed in to the tenant in one browser. */
export interface Session extends Document {
  id: string;
  user_id: string;
  connection: string;
  /** Seconds since 1970. */
  auth_time: number;
  second_factor: boolean;
}

const SIGN_IN_LIFETIME_SECONDS = 3600;
/**
 * A tenant of Auth0 has a host of its own. On this machine they differ in their port, which browsers do not look at.
 * Source: https://www.rfc-editor.org/rfc/rfc6265#section-8.5 (read 2026-11)
 */
function named(cookie: "did" | "auth0", { issuer }: Tenant): string {
  const { port } = new URL(issuer);
  return port === "" ? cookie : `${cookie}_${port}`;
}
const browserCookie = (tenant: Tenant) => named("did", tenant);
const sessionCookie = (tenant: Tenant) => named("auth0", tenant);

/**
 * Pages of other sites may have the tenant in a frame without a page of its own (`web_message`), and send the cookies
 * there. What their forms can post decides nothing: it lacks the sign-in's `state`. Without https such a cookie would
 * not be kept. Source: https://auth0.com/docs/manage-users/cookies/samesite-cookie-attribute-changes (read 2026-11)
 */
function cookieOf({ issuer }: Tenant) {
  const common = { path: "/", httpOnly: true } as const;
  return issuer.startsWith("https:")
    ? ({ ...common, sameSite: "None", secure: true } as const)
    : ({ ...common, sameSite: "Lax" } as const);
}

/** Begins a sign-in and answers with the `state` that its pages carry. */
export function beginSignIn(tenant: Tenant, context: Context, request: Omit<SignIn, "browser">): string {
  let browser = getCookie(context, browserCookie(tenant));
  if (browser === undefined) {
    browser = crypto.randomUUID();
    setCookie(context, browserCookie(tenant), browser, cookieOf(tenant));
  }
  return keep(tenant, "sign-in", { ...request, browser: hashOf(browser) }, SIGN_IN_LIFETIME_SECONDS);
}

/**
 * The sign-in that a page carries. Only the browser that began it may go on: a link with somebody else's
 * `state` leads nowhere.
 */
export function findSignIn(tenant: Tenant, context: Context, state: string): SignIn | undefined {
  const found = find<SignIn>(tenant, "sign-in", state);
  const browser = getCookie(context, browserCookie(tenant));
  return found !== undefined && browser !== undefined && found.browser === hashOf(browser)
    ? found
    : undefined;
}

/** Adds decisions; those of another session, of somebody else perhaps, are forgotten. */
export function decide(tenant: Tenant, state: string, decisions: Decisions): void {
  const current = find<SignIn>(tenant, "sign-in", state)?.decisions;
  const kept = current?.session_id === decisions.session_id ? current : {};
  change(tenant, "sign-in", state, { decisions: { ...kept, ...decisions } });
}

export const endSignIn = (tenant: Tenant, state: string): void => forget(tenant, "sign-in", state);

/** Signs a person in to the tenant, in a new session with this id; an earlier one of the browser ends. */
export function startSession(tenant: Tenant, context: Context, user: User): string {
  endSession(tenant, context);
  const hours = Number(tenantSettings(tenant.store).session_lifetime);
  const body = {
    user_id: user.user_id,
    connection: user.connection,
    auth_time: Math.floor(tenant.now() / 1000),
    second_factor: false,
  };
  const secret = keep(tenant, "session", body, hours * 3600);
  setCookie(context, sessionCookie(tenant), secret, cookieOf(tenant));
  return hashOf(secret);
}

/** The session of the browser and its person; a person who is gone or blocked has none. */
export function sessionOf(tenant: Tenant, context: Context): { session: Session; user: User } | undefined {
  const session = find<Session>(tenant, "session", getCookie(context, sessionCookie(tenant)) ?? "");
  const user = session && tenant.store.get<User>("user", session.user_id);
  return session === undefined || user === undefined || user.blocked === true ? undefined : { session, user };
}

export function passSecondFactor(tenant: Tenant, context: Context): void {
  change(tenant, "session", getCookie(context, sessionCookie(tenant)) ?? "", { second_factor: true });
}

export function endSession(tenant: Tenant, context: Context): void {
  const secret = getCookie(context, sessionCookie(tenant));
  if (secret === undefined) return;
  forget(tenant, "session", secret);
  setCookie(context, sessionCookie(tenant), "", { ...cookieOf(tenant), maxAge: 0 });
}
