// What our app's page asks for: an API of our own, for people who signed in to our app and for nobody else.
import { type Context, Hono } from "hono";
import { answerError } from "../api/api.ts";
import { credentialsOf } from "../api/bearer.ts";
import { proofChecker } from "../api/proof.ts";
import { Refusal } from "../api/refusal.ts";
import { tokenVerifier } from "../api/token.ts";
import type { Markup } from "../web/page.ts";
import { viewIntegrations } from "./integrations.ts";
import { disabledNotice, integrationsPart } from "./integrations-page.ts";
import type { AppOptions, User } from "./options.ts";
import { dataPart } from "./pages.ts";
import { listUserGrants, revokeUserGrants, type UserGrant } from "./user-grants.ts";

type AppEnv = { Variables: { user: User } };

/**
 * Parts of pages, for the bearer of an access token that our app got. Other applications may get tokens for this API
 * too, where the tenant lets them: they are refused here.
 */
export function ourApi(options: AppOptions): Hono<AppEnv> {
  const { integrations, managementApi, disabled, onError } = options;
  const api = new Hono<AppEnv>();
  api.onError((error, context) => {
    if (!(error instanceof Refusal)) onError?.(error);
    return answerError("our-app", error, context);
  });
  api.notFound((context) =>
    context.json({ error: "not_found", error_description: "there is no such route" }, 404),
  );
  api.use(authenticated(options));
  api.get("/me", (context) => context.json({ account: context.get("user").account }));
  api.get("/data", (context) => context.html(dataPart(options, context.get("user"))));
  api.get("/integrations", async (context) =>
    context.html(await integrationsOf(options, context.get("user"))),
  );
  api.post("/integrations/:id/disable", async (context) => {
    const user = context.get("user");
    const [found] = viewIntegrations(options, []).filter(({ id }) => id === context.req.param("id"));
    const client_id = integrations[found?.id ?? ""]?.client_id;
    if (!found || client_id === undefined) return context.notFound();
    // First what ends new tokens, then the tokens that are out: none can be made in between.
    await revokeUserGrants(managementApi, user.subject, client_id);
    disabled.disable(user.subject, client_id);
    return context.html(await integrationsOf(options, user, disabledNotice(found)));
  });
  return api;
}

function authenticated({ issuer, audience, clientId, accountOf }: AppOptions) {
  const verify = tokenVerifier({ issuer, audience, clients: [clientId] });
  const checkProof = proofChecker();
  return async (context: Context<AppEnv>, next: () => Promise<void>) => {
    const credentials = credentialsOf(context.req.raw);
    const caller = await verify(credentials.token);
    await checkProof(context.req.raw, { ...credentials, jkt: caller.jkt });
    if (caller.isMachine)
      throw new Refusal("insufficient_scope", "a user's token is needed, not a program's");
    const account = accountOf(caller.subject);
    if (account === undefined)
      throw new Refusal("insufficient_scope", "You are signed in, but you belong to no account of our app.");
    context.set("user", { subject: caller.subject, account });
    await next();
  };
}

async function integrationsOf(options: AppOptions, { subject }: User, notice?: string): Promise<Markup> {
  const { managementApi, disabled, onError } = options;
  let grants: UserGrant[] = [];
  let trouble: string | undefined;
  try {
    grants = await listUserGrants(managementApi, subject);
  } catch (error) {
    trouble = "We cannot tell right now which integrations you have enabled.";
    onError?.(error as Error);
  }
  const isUsed = (clientId: string) => disabled.isUsed(subject, clientId);
  return integrationsPart({ integrations: viewIntegrations(options, grants, isUsed), notice, trouble });
}
