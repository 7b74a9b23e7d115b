// Two workspaces, before and after → scopes that open a route from now on and say less of it than those that opened it.

import { renamesIn } from "../identity/heirs.ts";
import { ANY_TOKEN, scopesNeeded } from "../model/any-token.ts";
import type { Api } from "../model/api.ts";
import { changedRoutes } from "../model/route-changes.ts";
import { compareSensitivity, mostSensitive, sensitivitiesOf } from "../model/sensitivity.ts";
import type { Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import type { Compared } from "./vanished.ts";

/** `check` has this rule only when it is given a base to compare with. */
export const REPLACED = {
  id: "scope-replaced",
  title: "A scope is as sensitive as those that it joins or replaces on a route",
  why: "the route does what it did, so anyone who gets the scope from now on would be approved by fewer people",
  source: "docs/threat-model.md",
} as const;

/** The gravest of what a scope opens that it did not, once for a scope. */
function* weakerIn(file: string, before: Api, after: Api): Generator<Compared> {
  const [worthBefore, worth] = [sensitivitiesOf(before), sensitivitiesOf(after)];
  const changes = [...changedRoutes(before.routes, after.routes)].flatMap(({ route, was, now }) => {
    const scopes = scopesNeeded(was);
    const worst = mostSensitive(scopes.map((scope) => worthBefore.get(scope) ?? "high"));
    return scopes.length === 0 ? [] : [{ route, scopes, worst, opening: scopesNeeded(now) }];
  });
  for (const [scope, sensitivity] of worth) {
    const opens = changes.filter(({ scopes, opening }) => opening.includes(scope) && !scopes.includes(scope));
    const [first] = opens.sort((a, b) => compareSensitivity(b.worst, a.worst));
    if (!first || compareSensitivity(sensitivity, first.worst) >= 0) continue;
    const { route, scopes, worst } = first;
    yield {
      file,
      at: scope === ANY_TOKEN ? ["sensitivity"] : ["scopes", scope, "sensitivity"],
      what: `${scope === ANY_TOKEN ? "" : "scope "}${quote(scope)} has sensitivity ${sensitivity} and opens ${route}, which needed ${scopes.map(quote).join(" or ")}, of sensitivity ${worst}`,
      fix: `write sensitivity: ${worst}; if the route can do less harm now, lower it in a later change, which says so`,
    };
  }
}

/** Of each API that was there before, under whatever id. */
export function* replacedScopes(before: Workspace, after: Workspace): Generator<Compared> {
  const formerly = new Map([...renamesIn(before, after, "apis")].map(([was, is]) => [is, was]));
  for (const { id, file, value } of after.apis.values()) {
    const was = before.apis.get(formerly.get(id) ?? id)?.value;
    if (was) yield* weakerIn(file, was, value);
  }
}
