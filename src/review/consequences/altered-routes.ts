// Routes of an API before and after: which answer the same requests, written alike or not, and which leave theirs to others.
import { routeFor } from "../../access/route-match.ts";
import { entryOf } from "../../model/record.ts";
import { requestsOf } from "../../model/sensitivity.ts";
import type { PlannedApi } from "../../plan/types.ts";
import type { ApiPair, PlanPath } from "./pair.ts";

export type RouteNeeds = PlannedApi["routes"][string];

/** Requests that are answered before and after, and need something else or are written in another way. */
interface Altered {
  readonly route: string;
  readonly was: RouteNeeds;
  readonly now: RouteNeeds;
  readonly covers: readonly PlanPath[];
  /** How it was written; absent where only some requests of another route, which stays, are the route's. */
  readonly former?: string;
}

/** How the base writes the route that answers the same requests. */
export const formerOf = ({ before }: ApiPair, route: string): string | undefined =>
  Object.keys(before?.routes ?? {}).find((one) => requestsOf(one) === requestsOf(route));

/** What a route of one plan is in another, where it is written in no way: a wider one, such as `/{id}` for `/me`. */
export const answering = (routes: PlannedApi["routes"] = {}, route: string): RouteNeeds | undefined => {
  const [method = "", path = ""] = route.split(" ");
  const found = routeFor(Object.keys(routes), { method, path });
  return found === undefined ? undefined : entryOf(routes, found);
};

export function* altered(pair: ApiPair): Generator<Altered> {
  const { before, after, at } = pair;
  for (const [route, now] of Object.entries(after?.routes ?? {})) {
    const former = formerOf(pair, route);
    const was =
      former === undefined ? answering(before?.routes, route) : before && entryOf(before.routes, former);
    if (was === undefined) continue;
    if ((former ?? route) === route && JSON.stringify(was) === JSON.stringify(now)) continue;
    const covers = [at("routes", route), at("routes", former ?? route)];
    yield { route, was, now, covers, ...(former !== undefined && { former }) };
  }
  for (const { route, was, now } of left(pair))
    if (now !== undefined && JSON.stringify(was) !== JSON.stringify(now))
      yield { route, was, now, covers: [at("routes", route)] };
}

/** Routes that are gone, and what their requests need from now on where another route answers them. */
export function* left({
  before,
  after,
}: ApiPair): Generator<{ route: string; was: RouteNeeds; now: RouteNeeds | undefined }> {
  const answered = new Set(Object.keys(after?.routes ?? {}).map(requestsOf));
  for (const [route, was] of Object.entries(before?.routes ?? {}))
    if (after && !answered.has(requestsOf(route))) yield { route, was, now: answering(after.routes, route) };
}
