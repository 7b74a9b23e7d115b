import type { Hono } from "hono";
import { type Browser, browserAt } from "../../../local/verify/browser.ts";

export const ISSUER = "https://tenant.example/";

/** Somebody at a tenant, by default at one that `newTenant` makes. */
export const newBrowser = (app: Hono, issuer = ISSUER): Browser => browserAt(app, issuer);
