// Our app: people sign in, see their data, and decide which partners may reach them.
import type { Context, Hono } from "hono";
import { livePart } from "../web/live.ts";
import { messagePage } from "../web/page.ts";
import { Sessions } from "../web/session.ts";
import { website } from "../web/website.ts";
import { viewIntegrations } from "./integrations.ts";
import { integrationsPage } from "./integrations-page.ts";
import type { AppOptions } from "./options.ts";
import { areaOf, dataPage, dataPart, frameFor, frameOf, HUE, welcomePage } from "./pages.ts";
import { type AppSession, takeNotice } from "./session.ts";
import { SignInError, signIn } from "./sign-in.ts";
import { listUserGrants, revokeUserGrants, type UserGrant } from "./user-grants.ts";

/** Our app as a web handler. */
export function ourApp(options: AppOptions): Hono {
  const { baseUrl, issuer, onError } = options;
  const sessions = new Sessions<AppSession>("our_app_session", baseUrl, () => ({}));
  // Signing out is a form, and leads to the tenant.
  const formTargets = [new URL(issuer).origin];
  const app = website({ frame: frameOf(options, sessions), hue: HUE, baseUrl, formTargets, onError });
  addSignIn(app, sessions, options);
  addData(app, sessions, options);
  addIntegrations(app, sessions, options);
  return app;
}

type AppSessions = Sessions<AppSession>;

function addSignIn(app: Hono, sessions: AppSessions, options: AppOptions): void {
  const flow = signIn(options);
  app.get("/", (context) =>
    sessions.peek(context)?.user ? context.redirect("/data") : context.html(welcomePage(options)),
  );
  app.get("/sign-in", async (context) => {
    const { url, pending } = await flow.begin();
    sessions.open(context).pending = pending;
    return context.redirect(url.href);
  });
  app.get("/callback", async (context) => {
    const session = sessions.peek(context) ?? {};
    const { pending } = session;
    session.pending = undefined;
    const again = { href: "/sign-in", text: "Sign in" };
    const refuse = (text: string) =>
      context.html(messagePage(frameFor(options, session.user), "Not signed in", text, again), 400);
    if (pending === undefined) return refuse("This answer does not belong to a sign-in of this browser.");
    try {
      const answer = new URL(`/callback${new URL(context.req.url).search}`, options.baseUrl);
      sessions.start(context, { user: await flow.finish(answer, pending) });
      return context.redirect("/integrations", 303);
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      if (error.cause instanceof Error) options.onError?.(error.cause);
      return refuse(error.message);
    }
  });
  app.post("/sign-out", async (context) => {
    const user = sessions.peek(context)?.user;
    sessions.end(context);
    // Not every tenant offers to end its session; ours has ended.
    const next = user && (await flow.signOutUrl(user).catch(() => undefined));
    return context.redirect(next?.href ?? "/", 303);
  });
}

function addData(app: Hono, sessions: AppSessions, options: AppOptions): void {
  app.get("/data", (context) => {
    const user = sessions.peek(context)?.user;
    if (!user) return context.redirect("/");
    return context.html(dataPage(frameFor(options, user), dataPart(options, user)));
  });
  app.get("/data/events", (context) => {
    const user = sessions.peek(context)?.user;
    if (!user) return context.body(null, 401);
    return livePart(
      context,
      () => (sessions.peek(context)?.user === user ? dataPart(options, user) : undefined),
      (changed) => {
        const ends = options.apis.map((api) =>
          api.store.subscribe((area) => area === areaOf(api, user) && changed()),
        );
        return () => {
          for (const end of ends) end();
        };
      },
    );
  });
}

function addIntegrations(app: Hono, sessions: AppSessions, options: AppOptions): void {
  const { managementApi, integrations, disabled, onError } = options;
  app.get("/integrations", async (context) => {
    const session = sessions.peek(context);
    if (!session?.user) return context.redirect("/");
    const { subject } = session.user;
    let grants: UserGrant[] = [];
    let trouble: string | undefined;
    try {
      grants = await listUserGrants(managementApi, subject);
    } catch (error) {
      trouble = "We cannot tell right now which integrations you have enabled.";
      onError?.(error as Error);
    }
    return context.html(
      integrationsPage({
        frame: frameFor(options, session.user),
        integrations: viewIntegrations(options, grants, (clientId) => disabled.isUsed(subject, clientId)),
        notice: takeNotice(session),
        trouble,
      }),
    );
  });
  app.post("/integrations/:id/disable", async (context: Context) => {
    const session = sessions.peek(context);
    if (!session?.user) return context.redirect("/", 303);
    const integration = Object.entries(integrations).find(([id]) => id === context.req.param("id"))?.[1];
    if (!integration) return context.notFound();
    const { subject } = session.user;
    // First what ends new tokens, then the tokens that are out: none can be made in between.
    await revokeUserGrants(managementApi, subject, integration.client_id);
    disabled.disable(subject, integration.client_id);
    session.notice = `${integration.name} is disabled. It can no longer reach your data.`;
    return context.redirect("/integrations", 303);
  });
}
