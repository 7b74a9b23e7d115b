// What all websites of the demo have in common: protection, style, error pages, a port.
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { csrf } from "hono/csrf";
import { secureHeaders } from "hono/secure-headers";
import { type Frame, messagePage } from "./page.ts";

const asset = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const STYLE = asset("style.css");
const LIVE = asset("in-browser.js");

export interface WebsiteOptions {
  /** The header of the visitor, also on pages that do not exist. */
  readonly frame: (context: Context) => Frame;
  readonly hue: number;
  readonly baseUrl: string;
  /** Where forms may lead besides this website: browsers check redirects of forms too. */
  readonly formTargets?: readonly string[];
  /** Origin of the tenant that scripts of this website sign people in with. */
  readonly tenant?: string | undefined;
  /** Further scripts, by path. */
  readonly scripts?: Readonly<Record<string, string>> | undefined;
  /** Told about errors that nobody expected; visitors only see that there was one. */
  readonly onError?: ((error: Error) => void) | undefined;
}

/**
 * A website without pages.
 *
 * Only its own style and script run (CSP), nobody frames it, and forms are accepted from its own pages only:
 * by `Origin` and `Sec-Fetch-Site`, which unlike cookies tell ports of one machine apart.
 */
export function website(options: WebsiteOptions): Hono {
  const { frame, hue, baseUrl, formTargets = [], tenant, scripts = {}, onError } = options;
  const app = new Hono();
  const tenants = tenant === undefined ? [] : [tenant];
  const style = `:root { --hue: ${hue}; }\n${STYLE}`;
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'", ...tenants],
        frameSrc: tenants,
        imgSrc: ["'self'", "data:"],
        formAction: ["'self'", ...formTargets],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: "no-referrer",
      strictTransportSecurity: baseUrl.startsWith("https:"),
    }),
    csrf({ origin: new URL(baseUrl).origin }),
    bodyLimit({ maxSize: 16_384 }),
    async (context, next) => {
      context.header("cache-control", "no-store");
      await next();
    },
  );
  app.get("/style.css", (context) => context.body(style, 200, { "content-type": "text/css; charset=utf-8" }));
  for (const [path, script] of Object.entries({ "/live.js": LIVE, ...scripts }))
    app.get(path, (context) =>
      context.body(script, 200, { "content-type": "text/javascript; charset=utf-8" }),
    );
  app.notFound((context) =>
    context.html(
      messagePage(frame(context), "Not found", "There is no such page.", { href: "/", text: "Home" }),
      404,
    ),
  );
  app.onError((error, context) => {
    if ("getResponse" in error) return (error as { getResponse(): Response }).getResponse();
    onError?.(error);
    const text = "Something went wrong on our side. Trying again may help.";
    return context.html(messagePage(frame(context), "Sorry", text, { href: "/", text: "Home" }), 500);
  });
  return app;
}

/** A web handler that listens on this machine; 0 takes any free port. */
export async function listen(
  app: { fetch: (request: Request) => Response | Promise<Response> },
  port: number,
  hostname = "localhost",
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createAdaptorServer({ fetch: (request) => app.fetch(request) });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
