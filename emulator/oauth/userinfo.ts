import type { Context } from "hono";
import type { User } from "../management/users.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { proofOf } from "./dpop.ts";
import { find } from "./ephemeral.ts";
import { profileOf } from "./id-token.ts";
import { OAuthError } from "./oauth-error.ts";
import { scopeList } from "./scopes.ts";
import { verifyOwn } from "./signing-key.ts";
import { userinfoAudience } from "./user-tokens.ts";

interface UserinfoToken extends Document {
  user_id: string;
  scopes: string[];
  /** Thumbprint of the key that it is bound to. */
  jkt?: string;
}

/**
 * `GET` or `POST /userinfo`. The token may come in the head, in the query or in a form: Auth0's strategy for Passport
 * sends it in the query. Sources: https://auth0.com/docs/api/authentication/user-profile/get-user-info,
 * https://datatracker.ietf.org/doc/html/rfc6750#section-2 and
 * https://github.com/auth0/passport-auth0/blob/master/lib/index.js (read 2026-11)
 */
export async function userinfo(tenant: Tenant, context: Context): Promise<Response> {
  const token = await tokenOf(context);
  const found = find<UserinfoToken>(tenant, "userinfo-token", token) ?? (await fromJwt(tenant, token));
  const user = found && tenant.store.get<User>("user", found.user_id);
  const isBound = found?.jkt !== undefined;
  const isTheirs = !isBound || (await hasKey(tenant, context, token, found.jkt ?? ""));
  if (found === undefined || user === undefined || !isTheirs) {
    context.header("www-authenticate", `${isBound ? "DPoP" : "Bearer"} error="invalid_token"`);
    return context.text("Unauthorized", 401);
  }
  return context.json({ sub: user.user_id, ...profileOf(user, found.scopes) });
}

/** Whether the request comes from where the token's key is. */
async function hasKey(tenant: Tenant, context: Context, token: string, jkt: string): Promise<boolean> {
  if (!/^DPoP /i.test(context.req.header("authorization") ?? "")) return false;
  try {
    return (await proofOf(tenant, context, token))?.jkt === jkt;
  } catch (error) {
    if (error instanceof OAuthError) return false;
    throw error;
  }
}

async function tokenOf({ req }: Context): Promise<string> {
  const [, inHead] = /^(?:Bearer|DPoP) (\S+)$/i.exec(req.header("authorization") ?? "") ?? [];
  const inQuery = inHead ?? req.query("access_token");
  if (inQuery !== undefined || req.method !== "POST") return inQuery ?? "";
  return new URLSearchParams(await req.text()).get("access_token") ?? "";
}

async function fromJwt(tenant: Tenant, token: string) {
  const claims = await verifyOwn(tenant, token);
  const audiences = [claims?.aud ?? []].flat();
  if (claims?.sub === undefined || !audiences.includes(userinfoAudience(tenant))) return undefined;
  const { jkt } = (claims.cnf ?? {}) as { jkt?: string };
  return { user_id: claims.sub, scopes: scopeList(String(claims.scope ?? "")), ...(jkt && { jkt }) };
}
