// A partner: another company's website that users connect to their account, or a program of its own.
import type { Context, Hono } from "hono";
import type { Fields } from "../api/items.ts";
import { doesOf } from "../kind.ts";
import { livePart } from "../web/live.ts";
import { messagePage } from "../web/page.ts";
import { Sessions } from "../web/session.ts";
import { website } from "../web/website.ts";
import { Customer } from "./customer.ts";
import { type Editable, editPage, findEditable } from "./edit.ts";
import { EnableError, type Enabling, enabling } from "./enable.ts";
import { frameOf } from "./frame.ts";
import { hopsPage, hopsPart } from "./hops.ts";
import { kindOfPartner, type PartnerOptions, userApis } from "./options.ts";
import { homePage, homePart } from "./pages.ts";
import { Program } from "./program.ts";
import { forgetful, type StoredConnection } from "./storage.ts";
import { startSyncing, sync } from "./sync.ts";
import { Vault } from "./vault.ts";

/** A running partner; it syncs in the background, even where nobody looks. */
export interface Partner {
  readonly app: Hono;
  stop(): Promise<void>;
}

/** What its pages are made of. */
interface Site {
  readonly app: Hono;
  readonly sessions: Sessions<Customer>;
  readonly options: PartnerOptions;
  readonly program: Program;
}

/** Starts syncing; the pages answer as soon as somebody serves `app`. */
export function partner(options: PartnerOptions): Partner {
  const { id, hue, baseUrl, onError } = options;
  const connected = new Set<Customer>();
  const sessions = new Sessions(`${id}_session`, baseUrl, () => new Customer());
  // Connecting is a form, and leads to the tenant.
  const formTargets = [new URL(options.issuer).origin];
  const app = website({ frame: () => frameOf(options), hue, baseUrl, formTargets, onError });
  const { storage = forgetful } = options;
  const save = () => storage.save(connectionsOf(sessions));
  const flow = enabling(options, new Vault(options.encryptionKey), save);
  restoreAll(storage.load(), flow, sessions, connected);
  const site = { app, sessions, options, program: new Program(options) };
  if (doesOf(kindOfPartner(options)).forUsers !== undefined)
    addEnabling(site, flow, (customer) => {
      connected.add(customer);
      save();
    });
  addPages(site);
  addEdits(site);
  return { app, stop: startSyncing(connected, options) };
}

/** What has to be stored: connections that live, and that live longer than their access token. */
function connectionsOf(sessions: Sessions<Customer>): StoredConnection[] {
  return [...sessions.entries()].flatMap(([session, { id, tokens }]) =>
    [...tokens].flatMap(([audience, { sealed, scopes }]) =>
      sealed === undefined ? [] : [{ id, session, audience, sealed, scopes: [...scopes] }],
    ),
  );
}

/** Without those that were sealed with another key: their customers connect again. */
function restoreAll(
  all: readonly StoredConnection[],
  flow: Enabling,
  sessions: Sessions<Customer>,
  connected: Set<Customer>,
): void {
  const customers = new Map<string, Customer>();
  for (const stored of all) {
    const customer = customers.get(stored.id) ?? new Customer(stored.id);
    try {
      customer.connect(stored.audience, flow.restore(customer, stored.audience, stored));
    } catch {
      continue;
    }
    customers.set(stored.id, customer);
    sessions.restore(stored.session, customer);
    connected.add(customer);
  }
}

function addEnabling(site: Site, flow: Enabling, onConnected: (customer: Customer) => void): void {
  const { app, sessions, options } = site;
  const { baseUrl, callbackUrl, enablePath, name, product, onError } = options;
  const refuse = (context: Context, error: unknown) => {
    if (!(error instanceof EnableError)) throw error;
    if (error.cause instanceof Error) onError?.(error.cause);
    const next = { href: "/", text: `Continue in ${name}` };
    return context.html(messagePage(frameOf(options), error.title, error.message, next), error.status);
  };
  const enable = async (context: Context) => {
    try {
      const url = await flow.begin(sessions.open(context), context.req.query("return_to"));
      return context.redirect(url.href);
    } catch (error) {
      return refuse(context, error);
    }
  };
  const callbackPath = new URL(callbackUrl).pathname;
  app.get(callbackPath, async (context, next) => {
    // Where a page has the same address, an answer is what has a code or an error.
    const { searchParams, search } = new URL(context.req.url);
    if (callbackPath === "/" && !searchParams.has("code") && !searchParams.has("error")) return await next();
    try {
      const customer = sessions.open(context);
      const url = await flow.finish(customer, new URL(`${callbackUrl.split("?")[0]}${search}`));
      onConnected(customer);
      await sync(customer, options);
      if (options.returnAddresses.includes(url.href) || url.href === `${baseUrl}/`)
        customer.journal.add("Browser", product, "Back where it started", { location: url.href });
      return context.redirect(url.href, 303);
    } catch (error) {
      return refuse(context, error);
    }
  });
  // The address in the partner's file that "Enable" leads to; without a way back it may be its first page.
  app.get(enablePath, async (context, next) =>
    enablePath === "/" && context.req.query("return_to") === undefined ? await next() : await enable(context),
  );
  app.post("/connect", enable);
  // One API: what was not allowed there yet, or what it gives beyond that.
  app.post("/ask", async (context) => {
    const form = await context.req.formData();
    const audience = String(form.get("api") ?? "");
    if (!userApis(options).some((api) => api.audience === audience)) return context.notFound();
    const url = await flow.one(sessions.open(context), audience, form.get("whole") === "yes");
    return context.redirect(url.href);
  });
  app.post("/disconnect", async (context) => {
    const customer = sessions.open(context);
    for (const tokens of customer.disconnect())
      await tokens.end().catch((error: unknown) => onError?.(error as Error));
    customer.journal.notify();
    return context.redirect("/", 303);
  });
}

function addPages({ app, sessions, options, program }: Site): void {
  app.get("/", (context) => context.html(homePage(options, sessions.open(context), program)));
  app.get("/steps", (context) => context.html(hopsPage(options, sessions.open(context), program)));
  app.post("/run", async (context) => {
    await program.run();
    return context.redirect("/", 303);
  });
  const parts = {
    "/events": (customer: Customer) => homePart(options, customer, program),
    "/steps/events": (customer: Customer) => hopsPart(customer, program),
  };
  for (const [path, part] of Object.entries(parts)) {
    app.get(path, (context) => {
      const customer = sessions.open(context);
      return livePart(
        context,
        () => part(customer),
        (changed) => {
          const ends = [customer.journal, program.journal].map((journal) => journal.subscribe(changed));
          return () => {
            for (const end of ends) end();
          };
        },
      );
    });
  }
}

function addEdits({ app, sessions, options }: Site): void {
  const found = (context: Context): { customer: Customer; editable: Editable } | undefined => {
    const customer = sessions.open(context);
    const { api = "", path = "" } = context.req.query();
    const editable = findEditable(options, customer, api, path);
    return editable && { customer, editable };
  };
  app.get("/edit", (context) => {
    const { editable } = found(context) ?? {};
    return editable ? context.html(editPage(options, editable)) : context.notFound();
  });
  app.post("/edit", async (context) => {
    const { customer, editable } = found(context) ?? {};
    if (!customer || !editable) return context.notFound();
    const { api, path, method } = editable;
    const form = await context.req.formData();
    const isDelete = form.get("action") === "delete";
    if (isDelete ? !editable.canDelete : method === undefined) return context.notFound();
    const fields: Fields = Object.fromEntries(
      editable.fields.map(({ key }) => [key, String(form.get(`field.${key}`) ?? "").trim()]),
    );
    customer.edit({
      ...{ audience: api.audience, path },
      ...(isDelete ? { method: "DELETE" } : { method: method ?? "PATCH", fields }),
    });
    customer.journal.notify();
    return context.redirect("/", 303);
  });
}
