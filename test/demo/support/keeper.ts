import { randomBytes } from "node:crypto";
import * as oauth from "openid-client";
import { TokenKeeper, type Tokens } from "../../../demo/partner/token-keeper.ts";
import { Vault } from "../../../demo/partner/vault.ts";

export type Answer = { status: number; body: Record<string, unknown> };

/** A keeper of tokens whose tenant is a function. */
export function testKeeper(options: {
  /** Answers each refresh; gets the refresh token that was sent. */
  readonly refresh: (refreshToken: string, count: number) => Answer | Promise<Answer>;
  readonly expiresIn?: number;
  readonly scope?: string;
  /** Whether the tenant gave a refresh token. */
  readonly isKept?: boolean;
}) {
  const sent: string[] = [];
  const client = new oauth.Configuration(
    { issuer: "https://tenant.example/", token_endpoint: "https://tenant.example/oauth/token" },
    "tpc_acme",
    {},
    oauth.ClientSecretPost("secret"),
  );
  client[oauth.customFetch] = async (_, { body }) => {
    const token = (body as URLSearchParams).get("refresh_token") ?? "";
    sent.push(token);
    const answer = await options.refresh(token, sent.length);
    return Response.json(answer.body, { status: answer.status });
  };
  const tokens = {
    access_token: "access-0",
    ...(options.isKept === false ? {} : { refresh_token: "refresh-0" }),
    token_type: "bearer",
    ...(options.scope === undefined ? {} : { scope: options.scope }),
    expiresIn: () => options.expiresIn ?? 3600,
    claims: () => undefined,
  } as Tokens;
  const vault = new Vault(randomBytes(32));
  const keeper = new TokenKeeper(tokens, {
    owner: "customer",
    vault,
    client: async () => client,
    requestedScopes: ["read:contacts"],
  });
  return { keeper, vault, sent };
}

/** What a tenant with rotation answers. */
export const rotated = (count: number, more: Record<string, unknown> = {}): Answer => ({
  status: 200,
  body: {
    access_token: `access-${count}`,
    refresh_token: `refresh-${count}`,
    token_type: "Bearer",
    expires_in: 3600,
    ...more,
  },
});
