// An API's scopes and routes → how much harm each scope can do, whatever the file says of it.
import { ANY_TOKEN, hasNoScopes, type Needs, scopesNeeded } from "./any-token.ts";
import { type Api, SENSITIVITIES, type Sensitivity } from "./api.ts";

/** What each route needs. */
type Routes = Readonly<Record<string, Needs>>;

/** Above 0 where the first can do more harm. */
export const compareSensitivity = (a: Sensitivity, b: Sensitivity): number =>
  SENSITIVITIES.indexOf(a) - SENSITIVITIES.indexOf(b);

/** `low` of none. */
export const mostSensitive = (all: readonly Sensitivity[]): Sensitivity =>
  all.reduce((worst, one) => (compareSensitivity(one, worst) > 0 ? one : worst), "low" as Sensitivity);

/**
 * A token needs one of a route's scopes, so each of them can do what the most sensitive of them can: by scope, with
 * those only that are declared.
 */
export function sensitivities(
  declared: ReadonlyMap<string, Sensitivity>,
  routes: Routes,
): ReadonlyMap<string, Sensitivity> {
  const found = new Map(declared);
  const lists = Object.values(routes).map((needs) => scopesNeeded(needs).filter((scope) => found.has(scope)));
  // A scope that was raised raises those beside it on its other routes.
  for (let isDone = false; !isDone; ) {
    isDone = true;
    for (const scopes of lists) {
      const worst = mostSensitive(scopes.map((scope) => found.get(scope) ?? "low"));
      for (const scope of scopes.filter((one) => found.get(one) !== worst)) {
        found.set(scope, worst);
        isDone = false;
      }
    }
  }
  return found;
}

/** What an API's file says of each scope, or of any token; a file that says nothing of it is trusted least. */
export const declaredSensitivities = (
  api: Pick<Api, "scopes" | "sensitivity">,
): ReadonlyMap<string, Sensitivity> =>
  hasNoScopes(api)
    ? new Map([[ANY_TOKEN, api.sensitivity ?? "high"]])
    : new Map(Object.entries(api.scopes).map(([scope, { sensitivity }]) => [scope, sensitivity]));

/** How much harm each scope of an API can do, or any token for it. */
export const sensitivitiesOf = (
  api: Pick<Api, "scopes" | "sensitivity" | "routes">,
): ReadonlyMap<string, Sensitivity> => sensitivities(declaredSensitivities(api), api.routes);
