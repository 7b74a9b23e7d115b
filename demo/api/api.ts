// Our API: the declared routes, each behind its token checks.
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bearerToken } from "./bearer.ts";
import type { ContactStore } from "./contacts.ts";
import type { DisabledIntegrations } from "./disabled.ts";
import { challenge, KeysUnavailable, Refusal } from "./refusal.ts";
import { contactRoutes, limitBody, type Route } from "./routes.ts";
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
  readonly routes: Readonly<Record<string, "public" | readonly string[]>>;
  readonly store: ContactStore;
  readonly disabled?: DisabledIntegrations | undefined;
  readonly log?: ((entry: ApiLogEntry) => void) | undefined;
}

type ApiEnv = { Variables: { caller: Caller; refusal: string } };
type Verify = (token: string) => Promise<Caller>;

/**
 * The API as a web handler.
 *
 * @throws Error when a declared route has no code, or code has no declared route: what the declaration grants and
 * what the API serves are the same list.
 */
export function contactsApi(options: ApiOptions): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const verify = tokenVerifier(options.tokens);
  app.use(logged(options.log), limitBody);
  app.onError((error, context) => answerError(options.realm, error, context));
  app.notFound((context) =>
    context.json({ error: "not_found", error_description: "there is no such route" }, 404),
  );
  const undeclared = Object.keys(contactRoutes).filter((name) => options.routes[name] === undefined);
  if (undeclared.length > 0) throw new Error(`routes without a declaration: ${undeclared.join(", ")}`);
  for (const [name, scopes] of Object.entries(options.routes)) {
    const route = contactRoutes[name];
    if (route === undefined) throw new Error(`declared route without code: ${name}`);
    const [method = "", path = ""] = name.split(" ");
    app.on(method, path.replaceAll(/\{(\w+)\}/g, ":$1"), handlerOf(name, route, scopes, verify, options));
  }
  return app;
}

function handlerOf(
  name: string,
  route: Route,
  scopes: "public" | readonly string[],
  verify: Verify,
  { store, disabled }: ApiOptions,
) {
  if ((route.kind === "public") !== (scopes === "public"))
    throw new Error(`route ${name}: code and declaration differ on whether it is public`);
  return async (context: Context<ApiEnv>): Promise<Response> => {
    if (route.kind === "public" || scopes === "public") return await route.answer(context as never);
    const caller = await verify(bearerToken(context.req.raw));
    context.set("caller", caller);
    if (disabled?.refuses(caller))
      throw new Refusal("invalid_token", "the user has disabled this integration");
    if (!scopes.some((scope) => caller.scopes.has(scope)))
      throw new Refusal("insufficient_scope", "the token lacks the scope of this route", scopes);
    if (route.kind === "forAnyone" && caller.isMachine) return route.answer({ context, store, caller });
    return await route.answer({ context, store, caller, account: accountOf(caller) });
  };
}

/** The account is the last question, and the one that scopes cannot answer: whose contacts are these? */
function accountOf(caller: Caller): string {
  if (caller.isMachine)
    throw new Refusal("insufficient_scope", "this route needs the token of a user, not of a program");
  if (caller.account === undefined)
    throw new Refusal("insufficient_scope", "the user of this token belongs to no account");
  return caller.account;
}

function answerError(realm: string, error: Error, context: Context<ApiEnv>): Response {
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
