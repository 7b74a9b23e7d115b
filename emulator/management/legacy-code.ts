import { z } from "zod";
import { ApiError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Tenant } from "../tenant.ts";
import { booleanFilter, listReply } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

// Source: https://auth0.com/docs/api/management/v2/rules/post-rules and
// https://auth0.com/docs/api/management/v2/hooks/post-hooks (read 2026-11)
const changeable = {
  name: z.string().min(1).max(255),
  script: z.string().min(1),
  enabled: z.boolean().optional(),
};
const SCHEMAS = {
  rules: z.strictObject({ ...changeable, order: z.number().optional() }),
  hooks: z.strictObject({ ...changeable, triggerId: z.string(), dependencies: z.looseObject({}).optional() }),
} as const;

const MISSING = {
  rules: () => new ApiError(404, "The rule does not exist", "inexistent_rule"),
  hooks: () => new ApiError(404, "Error: Hook does not exist", "HookDoesNotExist"),
};

/** Rules or hooks: code from before Actions. They are kept and listed; nothing runs them. */
function routesOf(kind: keyof typeof SCHEMAS): Route[] {
  const update = ({ store }: Tenant, call: Call): Reply => {
    const id = param(call, "id");
    const current = store.get(kind, id);
    if (current === undefined) throw MISSING[kind]();
    const next = { ...current, ...parseBody(SCHEMAS[kind].partial(), call.body) };
    store.put(kind, id, next);
    return ok(next);
  };
  return [
    {
      method: "GET",
      path: `/${kind}`,
      scopes: [`read:${kind}`],
      handle: ({ store }, { query }) => {
        const enabled = booleanFilter(query, "enabled");
        const found = store.list(kind, enabled === undefined ? {} : { enabled });
        return listReply(found, query, { name: kind, key: (item) => String(item.id) });
      },
    },
    {
      method: "POST",
      path: `/${kind}`,
      scopes: [`create:${kind}`],
      handle: ({ store }, call) => {
        const id = newId.legacyCode();
        const sent = { id, enabled: kind === "rules", ...parseBody(SCHEMAS[kind], call.body) };
        store.put(kind, id, sent);
        return created(sent);
      },
    },
    {
      method: "GET",
      path: `/${kind}/:id`,
      scopes: [`read:${kind}`],
      handle: ({ store }, call) => {
        const found = store.get(kind, param(call, "id"));
        if (found === undefined) throw MISSING[kind]();
        return ok(found);
      },
    },
    { method: "PATCH", path: `/${kind}/:id`, scopes: [`update:${kind}`], handle: update },
    {
      method: "DELETE",
      path: `/${kind}/:id`,
      scopes: [`delete:${kind}`],
      handle: ({ store }, call) => {
        store.delete(kind, param(call, "id"));
        return noContent;
      },
    },
  ];
}

export const legacyCodeRoutes: readonly Route[] = [...routesOf("rules"), ...routesOf("hooks")];
