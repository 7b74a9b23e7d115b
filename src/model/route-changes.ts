// The routes of an API before and after → what requests need that are answered before and after.
import { entryOf } from "./record.ts";
import { requestsOf, routeFor } from "./route-match.ts";

/** By method and path, what a token needs. */
type Routes<Needs> = Readonly<Record<string, Needs>>;

/** Requests that need something else, or whose route is written in another way. */
interface RouteChange<Needs> {
  /** Of the head; of the base where the requests are left to a wider route of the head. */
  readonly route: string;
  readonly was: Needs;
  readonly now: Needs;
  /** How the base writes the route; absent where only some requests of another route, which stays, are the route's. */
  readonly former?: string;
}

/** How these routes write the one that answers the same requests. */
export const writtenIn = (routes: Routes<unknown>, route: string): string | undefined =>
  Object.keys(routes).find((one) => requestsOf(one) === requestsOf(route));

/** What a route needs among others that do not write it: what the wider one does, such as `/{id}` for `/me`. */
export const answering = <Needs>(routes: Routes<Needs>, route: string): Needs | undefined => {
  const [method = "", path = ""] = route.split(" ");
  const found = routeFor(Object.keys(routes), { method, path });
  return found === undefined ? undefined : entryOf(routes, found);
};

/** Routes that are gone, and what their requests need from now on where another route answers them. */
export function* leftRoutes<Needs>(
  before: Routes<Needs>,
  after: Routes<Needs>,
): Generator<{ route: string; was: Needs; now: Needs | undefined }> {
  const answered = new Set(Object.keys(after).map(requestsOf));
  for (const [route, was] of Object.entries(before))
    if (!answered.has(requestsOf(route))) yield { route, was, now: answering(after, route) };
}

/** Each route whose requests were answered, and need something else or are written in another way. */
export function* changedRoutes<Needs>(
  before: Routes<Needs>,
  after: Routes<Needs>,
): Generator<RouteChange<Needs>> {
  const isSame = (was: Needs, now: Needs) => JSON.stringify(was) === JSON.stringify(now);
  for (const [route, now] of Object.entries(after)) {
    const former = writtenIn(before, route);
    const was = former === undefined ? answering(before, route) : entryOf(before, former);
    if (was === undefined || ((former ?? route) === route && isSame(was, now))) continue;
    yield { route, was, now, ...(former !== undefined && { former }) };
  }
  for (const { route, was, now } of leftRoutes(before, after))
    if (now !== undefined && !isSame(was, now)) yield { route, was, now };
}
