// Acme CMS: another company's website that users of our app connect to their account.
import type { Context, Hono } from "hono";
import { livePart } from "../web/live.ts";
import { messagePage } from "../web/page.ts";
import { Sessions } from "../web/session.ts";
import { website } from "../web/website.ts";
import { Customer } from "./customer.ts";
import { EnableError, type Enabling, enabling } from "./enable.ts";
import type { PartnerOptions } from "./options.ts";
import { acmeSite, contactsPart, editPage, homePage, hopsPage, hopsPart } from "./pages.ts";
import { forgetful, type StoredConnection } from "./storage.ts";
import { startSyncing, sync } from "./sync.ts";
import { Vault } from "./vault.ts";

/** A running partner; it syncs in the background, whoever is looking. */
export interface Partner {
  readonly app: Hono;
  stop(): Promise<void>;
}

/** Starts syncing; the pages answer as soon as somebody serves `app`. */
export function partner(options: PartnerOptions): Partner {
  const connected = new Set<Customer>();
  const sessions = new Sessions("acme_session", options.baseUrl, () => new Customer());
  const app = website({ site: acmeSite, baseUrl: options.baseUrl, onError: options.onError });
  const { storage = forgetful } = options;
  const save = () => storage.save(connectionsOf(sessions));
  const flow = enabling(options, new Vault(options.encryptionKey), save);
  for (const stored of storage.load()) {
    const customer = restored(flow, stored);
    if (customer === undefined) continue;
    sessions.restore(stored.session, customer);
    connected.add(customer);
  }
  addEnabling(app, sessions, flow, options, (customer) => {
    connected.add(customer);
    save();
  });
  addPages(app, sessions);
  return { app, stop: startSyncing(connected, options) };
}

/** What has to be stored: connections that live. */
function connectionsOf(sessions: Sessions<Customer>): StoredConnection[] {
  return [...sessions.entries()].flatMap(([session, { id, tokens }]) =>
    tokens?.sealed === undefined ? [] : [{ id, session, sealed: tokens.sealed, scopes: [...tokens.scopes] }],
  );
}

/** Undefined when it was sealed with another key: that customer connects again. */
function restored(flow: Enabling, stored: StoredConnection): Customer | undefined {
  const customer = new Customer(stored.id);
  try {
    customer.connect(flow.restore(customer, stored));
    return customer;
  } catch {
    return undefined;
  }
}

function addEnabling(
  app: Hono,
  sessions: Sessions<Customer>,
  flow: Enabling,
  options: PartnerOptions,
  onConnected: (customer: Customer) => void,
): void {
  const { baseUrl, onError } = options;
  const refuse = (context: Context, error: unknown) => {
    if (!(error instanceof EnableError)) throw error;
    if (error.cause instanceof Error) onError?.(error.cause);
    const page = messagePage(acmeSite, error.title, error.message, {
      href: "/",
      text: "Continue in Acme CMS",
    });
    return context.html(page, error.status);
  };
  // The address in the partner's file that our app's "Enable" leads to.
  app.get("/enable", async (context) => {
    try {
      const url = await flow.begin(sessions.open(context), context.req.query("return_to"));
      return context.redirect(url.href);
    } catch (error) {
      return refuse(context, error);
    }
  });
  app.post("/disconnect", async (context) => {
    const customer = sessions.open(context);
    const { tokens } = customer;
    customer.tokens = undefined;
    customer.forgetContacts();
    await tokens?.end().catch((error: unknown) => onError?.(error as Error));
    customer.journal.notify();
    return context.redirect("/", 303);
  });
  app.get("/callback", async (context) => {
    try {
      const customer = sessions.open(context);
      const answer = new URL(`/callback${new URL(context.req.url).search}`, baseUrl);
      const returnTo = (await flow.finish(customer, answer)) ?? `${baseUrl}/`;
      onConnected(customer);
      await sync(customer, options);
      customer.journal.add("Browser", "Our app", "Back where it started", { location: returnTo });
      return context.redirect(returnTo, 303);
    } catch (error) {
      return refuse(context, error);
    }
  });
}

function addPages(app: Hono, sessions: Sessions<Customer>): void {
  app.get("/", (context) => context.html(homePage(sessions.open(context))));
  app.get("/hops", (context) => context.html(hopsPage(sessions.open(context))));
  const parts = { "/events": contactsPart, "/hops/events": hopsPart };
  for (const [path, part] of Object.entries(parts)) {
    app.get(path, (context) => {
      const customer = sessions.open(context);
      return livePart(
        context,
        () => part(customer),
        (changed) => customer.journal.subscribe(changed),
      );
    });
  }
  const editable = (context: Context) => {
    const customer = sessions.open(context);
    const contact = customer.contact(context.req.param("id") ?? "");
    return customer.tokens?.scopes.has("update:contacts") && contact ? { customer, contact } : undefined;
  };
  app.get("/contacts/:id", (context) => {
    const found = editable(context);
    return found ? context.html(editPage(found.contact)) : context.notFound();
  });
  app.post("/contacts/:id", async (context) => {
    const found = editable(context);
    if (!found) return context.notFound();
    const form = await context.req.formData();
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const edit = { name: text("name"), email: text("email"), phone: text("phone") };
    found.customer.rejected = undefined;
    found.customer.edits.set(found.contact.id, edit);
    found.customer.journal.notify();
    return context.redirect("/", 303);
  });
}
