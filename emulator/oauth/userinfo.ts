import type { Context } from "hono";
import type { User } from "../management/users.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { find } from "./ephemeral.ts";
import { profileOf } from "./id-token.ts";
import { scopeList } from "./scopes.ts";
import { verifyOwn } from "./signing-key.ts";
import { userinfoAudience } from "./user-tokens.ts";

interface UserinfoToken extends Document {
  user_id: string;
  scopes: string[];
}

/** `GET /userinfo`. Source: https://auth0.com/docs/api/authentication/user-profile/get-user-info */
export async function userinfo(tenant: Tenant, context: Context): Promise<Response> {
  const token = /^Bearer (\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1] ?? "";
  const found = find<UserinfoToken>(tenant, "userinfo-token", token) ?? (await fromJwt(tenant, token));
  const user = found && tenant.store.get<User>("user", found.user_id);
  if (found === undefined || user === undefined) {
    context.header("www-authenticate", 'Bearer error="invalid_token"');
    return context.text("Unauthorized", 401);
  }
  return context.json({ sub: user.user_id, ...profileOf(user, found.scopes) });
}

async function fromJwt(tenant: Tenant, token: string) {
  const claims = await verifyOwn(tenant, token);
  const audiences = [claims?.aud ?? []].flat();
  if (claims?.sub === undefined || !audiences.includes(userinfoAudience(tenant))) return undefined;
  return { user_id: claims.sub, scopes: scopeList(String(claims.scope ?? "")) };
}
