import type { Context } from "hono";
import type { Connection } from "../management/connections.ts";
import { type LogType, log } from "../management/logs.ts";
import type { User } from "../management/users.ts";
import { verifyPassword } from "../password.ts";
import { USERS } from "../seed.ts";
import type { Tenant } from "../tenant.ts";
import { connectionsFor, isDatabase } from "./connections.ts";
import { clearFailures, isLocked, recordFailure } from "./lockout.ts";
import { loginPage } from "./pages/login.ts";
import { decide, startSession } from "./sign-in.ts";
import { lost, type Progress, progressOf } from "./steps.ts";

// Source: https://auth0.com/docs/secure/attack-protection/brute-force-protection
const LOCKED = "Your account has been blocked after multiple consecutive login attempts.";
const WRONG = "Wrong email or password.";
const BLOCKED = "This account is blocked.";

/** `GET /u/login` */
export function showLogin(tenant: Tenant, context: Context): Response | Promise<Response> {
  const progress = progressOf(tenant, context, context.req.query("state") ?? "");
  if (progress === undefined) return lost(context);
  return show(progress, progress.request.parameters.login_hint ?? "");
}

function show({ tenant, context, state, request }: Progress, username: string, error?: string) {
  const { client, parameters, organization } = request;
  const usable = connectionsFor(tenant, client, organization);
  // An application may ask for one connection; it does not make it usable.
  const asked = usable.filter(({ name }) => name === parameters.connection);
  const connections = asked.length > 0 ? asked : usable;
  return loginPage(context, {
    state,
    client,
    connections,
    username,
    people: USERS.filter(({ email }) =>
      connections.some(({ name }) => tenant.store.list("user", { connection: name, email }).length > 0),
    ),
    ...(error !== undefined && { error }),
  });
}

/** `POST /u/login`: a password for a database, or the choice of another identity provider. */
export async function submitLogin(tenant: Tenant, context: Context): Promise<Response> {
  const form = new URLSearchParams(await context.req.text());
  const state = form.get("state") ?? "";
  const progress = progressOf(tenant, context, state);
  if (progress === undefined) return lost(context);
  const username = form.get("username") ?? "";
  const name = form.get("connection");
  const { client, organization } = progress.request;
  const connection = connectionsFor(tenant, client, organization).find((usable) => usable.name === name);
  if (connection === undefined) return show(progress, username, "This way of signing in is not available.");
  if (!isDatabase(connection)) {
    const query = new URLSearchParams({ state, connection: connection.name });
    return context.redirect(`/u/identity-provider?${query}`, 303);
  }
  const result = checkPassword(tenant, connection, username, form.get("password") ?? "");
  if (typeof result === "string") {
    const { client_id } = client;
    log(tenant, { type: logTypeOf(tenant, connection, username, result), client_id, description: result });
    return show(progress, username, result);
  }
  return signedIn(progress, result);
}

// Only the log shows whether the account exists.
function logTypeOf({ store }: Tenant, { name }: Connection, email: string, result: string): LogType {
  if (result === LOCKED) return "limit_wc";
  return store.list("user", { connection: name, email }).length === 0 ? "fu" : "fp";
}

/** Goes on with a person who has proved who they are. */
export function signedIn({ tenant, context, state }: Progress, user: User): Response {
  const session_id = startSession(tenant, context, user);
  decide(tenant, state, { session_id, signed_in: true });
  return context.redirect(`/authorize/resume?state=${state}`, 303);
}

// The person, or why not. Whether the account exists cannot be told from the answer.
export function checkPassword(
  tenant: Tenant,
  connection: Connection,
  username: string,
  password: string,
): User | string {
  const protectedAccount = connection.options.brute_force_protection !== false;
  const account = { connection: connection.name, username };
  if (protectedAccount && isLocked(tenant, account)) return LOCKED;
  const [user] = tenant.store.list<User>("user", { connection: connection.name, email: username });
  if (user === undefined || !verifyPassword(password, user.password_hash ?? "")) {
    recordFailure(tenant, account);
    return WRONG;
  }
  clearFailures(tenant, account);
  return user.blocked === true ? BLOCKED : user;
}
