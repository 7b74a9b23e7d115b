// Our API: the declared routes, each behind its token checks.
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { credentialsOf } from "./bearer.ts";
import type { DisabledIntegrations } from "./disabled.ts";
import { area, type ItemStore } from "./items.ts";
import { ANY_TOKEN, opensFor, type Routes } from "./paths.ts";
import { proofChecker } from "./proof.ts";
import { challenge, KeysUnavailable, Refusal } from "./refusal.ts";
import { answer, limitBody, patternOf } from "./routes.ts";
import { type Caller, type TokenRules, tokenVerifier } from "./token.ts";

/** One answered request. Holds no token and no query, where one might have been. */
export interface ApiLogEntry {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly clientId?: string | undefined;
  readonly subject?: string | undefined;
  /** Why it was refused. */
  readonly refusal?: string | undefined;
}

export interface ApiOptions {
  /** Names the API in `WWW-Authenticate`. */
  readonly realm: string;
  readonly tokens: TokenRules;
  /** From the API's declaration: method and path to the scopes of which one is needed. */
  readonly routes: Routes;
  readonly store: ItemStore;
  /** Scopes that were granted to programs, or any token. All other routes are for users, whatever a token says. */
  readonly programScopes: readonly string[];
  readonly disabled?: DisabledIntegrations | undefined;
  readonly log?: ((entry: ApiLogEntry) => void) | undefined;
}

type ApiEnv = { Variables: { caller: Caller; refusal: string } };

/** An API as a web handler: what its declaration grants and what it serves are the same list. */
export function protectedApi(options: ApiOptions): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const verify = tokenVerifier(options.tokens);
  const checkProof = proofChecker();
  app.use(logged(options.log), limitBody);
  app.onError((error, context) => answerError(options.realm, error, context));
  app.notFound((context) =>
    context.json({ error: "not_found", error_description: "there is no such route" }, 404),
  );
  for (const [method, template, scopes] of inOrder(options.routes)) {
    // The router asks for GET where HEAD was sent.
    const methods = method === "HEAD" ? ["GET"] : [method];
    app.on(methods, patternOf(template), async (context, next) => {
      if (method === "HEAD" && context.req.method !== "HEAD") return await next();
      if (scopes === "public") return context.json({ status: "ok" });
      const credentials = credentialsOf(context.req.raw);
      const caller = await verify(credentials.token);
      await checkProof(context.req.raw, { ...credentials, jkt: caller.jkt });
      context.set("caller", caller);
      refuseUnless(caller, scopes, options);
      options.disabled?.used(caller);
      const { store, tokens } = options;
      return await answer({
        ...{ context, method, template, store },
        area: areaOf(caller, tokens.accountClaim !== undefined),
        clientId: caller.clientId,
      });
    });
  }
  return app;
}

/** The router takes the first that fits: a word comes before a parameter in its place. */
const inOrder = (routes: Routes) =>
  Object.entries(routes)
    .map(([name, scopes]) => [...(name.split(" ") as [string, string]), scopes] as const)
    .sort(([, a], [, b]) => (patternOf(a).replaceAll(":", "~") < patternOf(b).replaceAll(":", "~") ? -1 : 1));

function refuseUnless(
  caller: Caller,
  needed: typeof ANY_TOKEN | readonly string[],
  { disabled, programScopes }: ApiOptions,
): void {
  if (disabled?.refuses(caller)) throw new Refusal("invalid_token", "the user has disabled this integration");
  const scopes = needed === ANY_TOKEN ? [ANY_TOKEN] : needed;
  if (!opensFor(needed, caller.scopes))
    throw new Refusal("insufficient_scope", "the token lacks the scope of this route", scopes);
  if (caller.isMachine && !scopes.some((scope) => programScopes.includes(scope)))
    throw new Refusal("insufficient_scope", "this route needs the token of a user, not of a program");
}

/** The last question, and the one that scopes cannot answer: whose items are these? */
function areaOf(caller: Caller, hasAccounts: boolean): string {
  if (caller.isMachine) return area.program(caller.clientId);
  if (!hasAccounts) return area.user(caller.subject);
  if (caller.account === undefined)
    throw new Refusal("insufficient_scope", "the user of this token belongs to no account");
  return area.account(caller.account);
}

/** The answer to a request that is refused, or that nobody expected to fail. */
export function answerError(realm: string, error: Error, context: Context): Response {
  if (error instanceof Refusal) {
    context.set("refusal", error.message);
    context.header("www-authenticate", challenge(realm, error));
    return context.json(
      { error: error.error ?? "token_required", error_description: error.message },
      error.status,
    );
  }
  if (error instanceof KeysUnavailable) {
    context.set("refusal", error.message);
    context.header("retry-after", "5");
    return context.json({ error: "temporarily_unavailable", error_description: error.message }, 503);
  }
  context.set("refusal", error.name);
  return context.json({ error: "server_error", error_description: "something went wrong on our side" }, 500);
}

function logged(log: ApiOptions["log"]): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
    context.header("x-content-type-options", "nosniff");
    const caller = context.get("caller") as Caller | undefined;
    log?.({
      method: context.req.method,
      path: context.req.path,
      status: context.res.status,
      clientId: caller?.clientId,
      subject: caller?.subject,
      refusal: context.get("refusal") as string | undefined,
    });
  };
}
