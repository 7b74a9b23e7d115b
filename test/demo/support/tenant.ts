import { createHash, randomUUID } from "node:crypto";
import { Hono } from "hono";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { listen } from "../../../demo/web/website.ts";
import { ACCOUNT_CLAIM, nowSeconds } from "./issuer.ts";

export interface TestClient {
  readonly id: string;
  readonly secret: string;
  readonly callback: string;
}

/** What happens next in the tenant; tests change it while it runs. */
export interface Behaviour {
  /** Who is signed in and says yes. */
  user: { sub: string; account: string };
  consents: boolean;
  accessTokenSeconds: number;
  /** Status of every token answer, when it is not the usual one. */
  tokenStatus: number | undefined;
}

export interface UserGrant {
  readonly id: string;
  readonly clientID: string;
  readonly user_id: string;
  readonly audience: string;
  readonly scope: string[];
}

interface Issued {
  readonly client: TestClient;
  readonly query: Record<string, string>;
  readonly user: Behaviour["user"];
  readonly grantId: string;
}

/** The claims of tokens that our app's page gets for its API. */
export const OUR_APP = { azp: "our-app", aud: "urn:our-app" };

/** Of all tenants here: to make a pair takes longer than most tests. */
const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });

/**
 * A tenant that asks nobody anything: codes with PKCE, rotating refresh tokens, user grants. What the demo's
 * clients need of Auth0 to be tested on their own, and nothing of its rules.
 */
export async function startTestTenant(clients: TestClient[]) {
  const jwk = { ...(await exportJWK(publicKey)), kid: "key-1", use: "sig", alg: "RS256" };
  const state: Behaviour = {
    user: { sub: "auth0|ana", account: "first" },
    consents: true,
    accessTokenSeconds: 3600,
    tokenStatus: undefined,
  };
  const codes = new Map<string, Issued>();
  const refreshTokens = new Map<string, Issued>();
  const grants = new Map<string, UserGrant>();
  const tokenRequests: Record<string, string>[] = [];
  let url = "";

  const sign = (claims: JWTPayload) =>
    new SignJWT({ iss: url, iat: nowSeconds(), exp: nowSeconds() + state.accessTokenSeconds, ...claims })
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: "key-1" })
      .sign(privateKey);

  const app = new Hono();
  app.get("/.well-known/openid-configuration", (context) =>
    context.json({
      issuer: url,
      authorization_endpoint: `${url}authorize`,
      token_endpoint: `${url}oauth/token`,
      jwks_uri: `${url}.well-known/jwks.json`,
      revocation_endpoint: `${url}oauth/revoke`,
      end_session_endpoint: `${url}oidc/logout`,
      id_token_signing_alg_values_supported: ["RS256"],
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
    }),
  );
  app.get("/.well-known/jwks.json", (context) => context.json({ keys: [jwk] }));
  app.get("/oidc/logout", (context) => context.redirect(context.req.query("post_logout_redirect_uri") ?? ""));
  app.get("/authorize", (context) => {
    const query = context.req.query();
    const client = clients.find(
      ({ id, callback }) => id === query.client_id && callback === query.redirect_uri,
    );
    if (!client || query.code_challenge_method !== "S256") return context.text("refused", 400);
    const back = new URL(client.callback);
    back.searchParams.set("state", query.state ?? "");
    if (!state.consents) {
      back.searchParams.set("error", "access_denied");
      return context.redirect(back.href);
    }
    const code = randomUUID();
    const { sub } = state.user;
    const scope = (query.scope ?? "").split(" ").filter((s) => s.includes(":"));
    const grantId = randomUUID();
    const grant = { id: grantId, clientID: client.id, user_id: sub, audience: query.audience ?? "", scope };
    if (query.audience) grants.set(grantId, grant);
    codes.set(code, { client, query, user: state.user, grantId });
    back.searchParams.set("code", code);
    return context.redirect(back.href);
  });
  app.post("/oauth/token", async (context) => {
    const form = Object.fromEntries([...(await context.req.formData())].map(([k, v]) => [k, String(v)]));
    tokenRequests.push(form);
    if (state.tokenStatus) return context.json({ error: "busy" }, state.tokenStatus as 500);
    const source = form.grant_type === "refresh_token" ? refreshTokens : codes;
    const secret = form.refresh_token ?? form.code ?? "";
    const issued = source.get(secret);
    source.delete(secret);
    const challenge = createHash("sha256")
      .update(form.code_verifier ?? "")
      .digest("base64url");
    const isBad =
      issued === undefined ||
      form.client_secret !== issued.client.secret ||
      (form.grant_type !== "refresh_token" && challenge !== issued.query.code_challenge) ||
      (issued.query.audience && !grants.has(issued.grantId));
    if (isBad) return context.json({ error: "invalid_grant" }, 403);
    const { client, query, user } = issued;
    const scopes = (query.scope ?? "").split(" ");
    const refresh = randomUUID() + randomUUID();
    if (scopes.includes("offline_access")) refreshTokens.set(refresh, issued);
    const claims = { sub: user.sub, azp: client.id, aud: query.audience ?? "userinfo", scope: query.scope };
    return context.json({
      access_token: await sign({ ...claims, [ACCOUNT_CLAIM]: user.account }),
      token_type: "Bearer",
      expires_in: state.accessTokenSeconds,
      ...(scopes.includes("offline_access") ? { refresh_token: refresh } : {}),
      ...(scopes.includes("openid")
        ? { id_token: await sign({ sub: user.sub, aud: client.id, nonce: query.nonce, name: user.sub }) }
        : {}),
    });
  });
  app.post("/oauth/revoke", async (context) => {
    refreshTokens.delete(String((await context.req.formData()).get("token")));
    return context.body(null, 200);
  });
  app.use("/api/v2/*", async (context, next) =>
    context.req.header("authorization") === "Bearer management" ? await next() : context.text("no", 401),
  );
  app.get("/api/v2/grants", (context) =>
    context.json([...grants.values()].filter(({ user_id }) => user_id === context.req.query("user_id"))),
  );
  app.delete("/api/v2/grants/:id", (context) => {
    grants.delete(context.req.param("id"));
    return context.body(null, 204);
  });
  const server = await listen(app, 0);
  url = `http://localhost:${server.port}/`;
  /** What our app's page gets for Ana, or with other claims. */
  const ourToken = (claims: JWTPayload = {}) =>
    sign({ sub: "auth0|ana", ...OUR_APP, scope: "openid profile email", ...claims });
  return { url, state, grants, tokenRequests, refreshTokens, ourToken, close: server.close };
}

export type TestTenant = Awaited<ReturnType<typeof startTestTenant>>;
