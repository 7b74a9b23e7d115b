import type { Context } from "hono";
import { z } from "zod";
import type { Connection } from "../management/connections.ts";
import type { User } from "../management/users.ts";
import type { Tenant } from "../tenant.ts";
import { connectionsFor, isDatabase } from "./connections.ts";
import { hashOf } from "./ephemeral.ts";
import { signedIn } from "./login.ts";
import { identityProviderPage } from "./pages/identity-provider.ts";
import { labelOf } from "./pages/login.ts";
import { lost, type Progress, progressOf } from "./steps.ts";

interface Visit {
  readonly progress: Progress;
  readonly connection: Connection;
}

function visitOf(tenant: Tenant, context: Context, sent: URLSearchParams): Visit | undefined {
  const progress = progressOf(tenant, context, sent.get("state") ?? "");
  if (progress === undefined) return undefined;
  const { client, organization } = progress.request;
  const connection = connectionsFor(tenant, client, organization).find(
    (usable) => usable.name === sent.get("connection") && !isDatabase(usable),
  );
  return connection === undefined ? undefined : { progress, connection };
}

/** `GET /u/identity-provider`: a page in the place of somebody else's sign-in. */
export function showIdentityProvider(tenant: Tenant, context: Context): Response | Promise<Response> {
  const visit = visitOf(tenant, context, new URL(context.req.url).searchParams);
  return visit === undefined ? lost(context) : show(visit);
}

function show({ progress, connection }: Visit, error?: string): Response | Promise<Response> {
  const { tenant, context, state } = progress;
  return identityProviderPage(context, {
    state,
    connection: connection.name,
    label: labelOf(connection),
    known: tenant.store.list<User>("user", { connection: connection.name }),
    ...(error !== undefined && { error }),
  });
}

/** `POST /u/identity-provider`: somebody comes back from there, known or new. */
export async function submitIdentityProvider(tenant: Tenant, context: Context): Promise<Response> {
  const form = new URLSearchParams(await context.req.text());
  const visit = visitOf(tenant, context, form);
  if (visit === undefined) return lost(context);
  const email = form.get("email") ?? "";
  if (!z.email().safeParse(email).success) return show(visit, "This is not an email address.");
  const user = federatedUser(tenant, visit.connection, email, form.get("name") || email);
  return user.blocked === true ? show(visit, "This account is blocked.") : signedIn(visit.progress, user);
}

// The first sign-in creates the user. Source: https://auth0.com/docs/manage-users/user-accounts
function federatedUser({ store, now }: Tenant, connection: Connection, email: string, name: string): User {
  const { strategy, name: connectionName } = connection;
  const subject = BigInt(`0x${Buffer.from(hashOf(email), "base64url").toString("hex").slice(0, 16)}`);
  const isSocial = !["oidc", "samlp", "okta", "waad", "ad", "adfs"].includes(strategy);
  // Enterprise identities carry the name of their connection.
  const identity = isSocial ? String(subject) : `${connectionName}|${subject}`;
  const user_id = `${strategy}|${identity}`;
  const known = store.get<User>("user", user_id);
  if (known !== undefined) return known;
  const at = new Date(now()).toISOString();
  const user: User = {
    user_id,
    connection: connectionName,
    email,
    email_verified: true,
    name,
    nickname: email.split("@")[0] ?? email,
    identities: [{ connection: connectionName, user_id: identity, provider: strategy, isSocial }],
    created_at: at,
    updated_at: at,
  };
  store.put("user", user_id, user);
  return user;
}
