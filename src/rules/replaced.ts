// Two workspaces, before and after → scopes that open a route from now on and say less of it than those that opened it.
import { scopesNeeded } from "../model/any-token.ts";
import type { Api, Sensitivity } from "../model/api.ts";
import {
  compareSensitivity,
  declaredSensitivities,
  mostSensitive,
  requestsOf,
  sensitivities,
} from "../model/sensitivity.ts";
import type { Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { renamesIn } from "./heirs.ts";
import type { Compared } from "./vanished.ts";

/** `check` has this rule only when it is given a base to compare with. */
export const REPLACED = {
  id: "scope-replaced",
  title: "A scope is as sensitive as those that it joins or replaces on a route",
  why: "the route does what it did, so whoever gets the scope from now on would be approved by fewer people",
  source: "docs/threat-model.md",
} as const;

interface Needed {
  readonly scopes: readonly string[];
  readonly sensitivity: Sensitivity;
}

/** By the requests that it answers: what a route needed, and how much harm it can do. */
function neededBy(api: Api): ReadonlyMap<string, Needed> {
  const worth = sensitivities(declaredSensitivities(api), api.routes);
  return new Map(
    Object.entries(api.routes).flatMap(([route, needs]) => {
      const scopes = scopesNeeded(needs);
      const sensitivity = mostSensitive(scopes.map((scope) => worth.get(scope) ?? "high"));
      return scopes.length === 0 ? [] : [[requestsOf(route), { scopes, sensitivity }] as const];
    }),
  );
}

/** The gravest of what a scope opens that it did not, once for a scope. */
function* weakerIn(file: string, before: Api, after: Api): Generator<Compared> {
  const needed = neededBy(before);
  const worth = sensitivities(declaredSensitivities(after), after.routes);
  for (const [scope, sensitivity] of worth) {
    const opens = Object.entries(after.routes).flatMap(([route, needs]) => {
      const scopes = scopesNeeded(needs);
      const was = needed.get(requestsOf(route));
      return was && scopes.includes(scope) && !was.scopes.includes(scope) ? [{ route, was }] : [];
    });
    const [first] = opens.sort((a, b) => compareSensitivity(b.was.sensitivity, a.was.sensitivity));
    if (!first || compareSensitivity(sensitivity, first.was.sensitivity) >= 0) continue;
    const { route, was } = first;
    yield {
      file,
      at: ["scopes", scope, "sensitivity"],
      what: `scope ${quote(scope)} has sensitivity ${sensitivity} and opens ${route}, which needed ${was.scopes.map(quote).join(" or ")}, of sensitivity ${was.sensitivity}`,
      fix: `write sensitivity: ${was.sensitivity}; if the route can do less harm now, lower it in a later change, which says so`,
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
