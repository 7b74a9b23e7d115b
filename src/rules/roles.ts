// Rules about the roles that tenant.yaml declares: each permission is one that an API of ours looks at.
import { quote } from "../text.ts";
import { writeOneOf } from "./advice.ts";
import { type Rule, tenantRule } from "./rule.ts";
import { RBAC } from "./sources.ts";

const rolePermissionKnown = tenantRule({
  id: "role-permission-known",
  title: "A role's permissions are scopes of an API in apis/",
  why: "a permission is the name of a scope of one API; no token ever names any other",
  source: RBAC,
  *check({ value: { roles = {} } }, { apis, unreadable }) {
    for (const [role, held] of Object.entries(roles))
      for (const [id, scopes] of Object.entries(held)) {
        const api = apis.get(id);
        if (!api && !unreadable.has(`apis/${id}.yaml`))
          yield {
            at: ["roles", role, id],
            on: "key",
            what: `API ${quote(id)} does not exist`,
            fix: writeOneOf(apis.keys(), id, `add apis/${id}.yaml`),
          };
        for (const [i, scope] of scopes.entries())
          if (api && !Object.hasOwn(api.value.scopes, scope))
            yield {
              at: ["roles", role, id, i],
              what: `API ${quote(id)} has no scope ${quote(scope)}`,
              fix: writeOneOf(Object.keys(api.value.scopes), scope, `add it to the scopes in ${api.file}`),
              also: [{ file: api.file, at: ["scopes"], what: "the API's scopes are declared here" }],
            };
      }
  },
});

const roleCounts = tenantRule({
  id: "role-counts",
  title: "A role is declared for APIs that enforce permissions",
  why: "only with enforce_policies do a user's roles decide what a token for the API holds",
  source: RBAC,
  *check({ value: { roles = {} } }, { apis }) {
    for (const [role, held] of Object.entries(roles))
      for (const id of Object.keys(held)) {
        const api = apis.get(id);
        if (!api || api.value.enforce_policies === true) continue;
        yield {
          at: ["roles", role, id],
          on: "key",
          what: `API ${quote(id)} does not enforce permissions`,
          fix: `remove it from the role, or write enforce_policies: true in ${api.file}`,
        };
      }
  },
});

/** In the order of docs/rules.md. */
export const ROLES: readonly Rule[] = [rolePermissionKnown, roleCounts];
