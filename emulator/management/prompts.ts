import { z } from "zod";
import type { Document } from "../store.ts";
import { parseBody } from "./payload.ts";
import { ok, type Route } from "./route.ts";

/** A new tenant's. Source: https://auth0.com/docs/api/management/v2/prompts/get-prompts (read 2026-11) */
const DEFAULTS: Document = {
  universal_login_experience: "new",
  identifier_first: false,
  webauthn_platform_first_factor: false,
};

const schema = z.strictObject({
  universal_login_experience: z.enum(["new", "classic"]).optional(),
  identifier_first: z.boolean().optional(),
  webauthn_platform_first_factor: z.boolean().optional(),
});

/** Kept as they are sent: the login pages of this tenant are the same either way. */
export const promptRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/prompts",
    scopes: ["read:prompts"],
    handle: ({ store }) => ok({ ...DEFAULTS, ...store.get("tenant", "prompts") }),
  },
  {
    method: "PATCH",
    path: "/prompts",
    scopes: ["update:prompts"],
    handle: ({ store }, { body }) => {
      const next = { ...DEFAULTS, ...store.get("tenant", "prompts"), ...parseBody(schema, body) };
      store.put("tenant", "prompts", next);
      return ok(next);
    },
  },
];
