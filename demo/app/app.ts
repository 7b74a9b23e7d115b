// Our app: people sign in, see their data, and decide which partners may reach them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Hono } from "hono";
import { website } from "../web/website.ts";
import { ourApi } from "./api.ts";
import type { AppOptions } from "./options.ts";
import { frameOf, HUE, partPage, waitingPage, welcomePage } from "./pages.ts";

const IN_BROWSER = readFileSync(new URL("in-browser.js", import.meta.url), "utf8");

/** Auth0's SDK as it is published, in one file that is a module: it needs no build step. */
function sdk(): string {
  const manifest = createRequire(import.meta.url).resolve("@auth0/auth0-spa-js/package.json");
  const { module } = JSON.parse(readFileSync(manifest, "utf8")) as { module: string };
  return readFileSync(join(dirname(manifest), module), "utf8");
}

/**
 * Our app as a web handler: pages that hold nothing of anybody, a script that signs people in, and the API that the
 * script calls. Only the browser knows who is signed in.
 */
export function ourApp(options: AppOptions): Hono {
  const { baseUrl, issuer, onError } = options;
  const app = website({
    ...{ hue: HUE, baseUrl, onError },
    frame: () => frameOf(options),
    tenant: new URL(issuer).origin,
    scripts: { "/app.js": IN_BROWSER, "/auth0-spa-js.js": sdk() },
  });
  app.get("/", (context) => context.html(welcomePage(options)));
  for (const path of ["/sign-in", "/callback"])
    app.get(path, (context) => context.html(waitingPage(options)));
  app.get("/data", (context) =>
    context.html(partPage(options, { title: "Your data", path: "/data", isLive: true })),
  );
  app.get("/integrations", (context) =>
    context.html(partPage(options, { title: "Integrations", path: "/integrations" })),
  );
  app.route("/api", ourApi(options));
  return app;
}
