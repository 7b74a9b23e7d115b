import { z } from "zod";
import { ApiError, invalidBody } from "../errors.ts";
import type { Document, Store } from "../store.ts";
import { parseBody } from "./payload.ts";
import { created, noContent, ok, type Route } from "./route.ts";

/**
 * Public keys of a company's own.
 * Source: https://auth0.com/docs/api/management/v2/keys/put-custom-signing-keys (read 2026-11)
 */
const schema = z.strictObject({
  keys: z.array(z.looseObject({ kty: z.enum(["EC", "RSA"]), kid: z.string().optional() })).min(1),
});

const PLACE = ["tenant", "custom-signing-keys"] as const;

/** Those that the tenant publishes beside its own. */
export const customSigningKeys = (store: Store): readonly Document[] =>
  (store.get(...PLACE)?.keys ?? []) as Document[];

export const customSigningKeyRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/keys/custom-signing",
    scopes: ["read:custom_signing_keys"],
    handle: ({ store }) => {
      const keys = customSigningKeys(store);
      if (keys.length === 0)
        throw new ApiError(404, "No custom signing keys found.", "inexistent_custom_signing_keys");
      return ok({ keys });
    },
  },
  {
    method: "PUT",
    path: "/keys/custom-signing",
    scopes: ["create:custom_signing_keys", "update:custom_signing_keys"],
    handle: ({ store }, { body }) => {
      const { keys } = parseBody(schema, body);
      if (keys.some((key) => "d" in key)) throw invalidBody("A private key is not accepted.");
      store.put(...PLACE, { keys });
      return created({ keys });
    },
  },
  {
    method: "DELETE",
    path: "/keys/custom-signing",
    scopes: ["delete:custom_signing_keys"],
    handle: ({ store }) => {
      store.delete(...PLACE);
      return noContent;
    },
  },
];
