// Routes of an API before and after: which answer the same requests, written alike or not, and which leave theirs to others.
import { changedRoutes, leftRoutes, writtenIn } from "../../model/route-changes.ts";
import type { PlannedApi } from "../../plan/types.ts";
import type { ApiPair, PlanPath } from "./pair.ts";

export type RouteNeeds = PlannedApi["routes"][string];

/** How the base writes the route that answers the same requests. */
export const formerOf = ({ before }: ApiPair, route: string): string | undefined =>
  writtenIn(before?.routes ?? {}, route);

/** Requests that are answered before and after, and need something else or are written in another way. */
export const altered = ({ before, after, at }: ApiPair) =>
  [...changedRoutes(before?.routes ?? {}, after?.routes ?? {})].map((change) => ({
    ...change,
    covers: [
      at("routes", change.route),
      ...(change.former === undefined ? [] : [at("routes", change.former)]),
    ] satisfies PlanPath[],
  }));

/** Routes that are gone, and what their requests need from now on where another route answers them. */
export const left = ({ before, after }: ApiPair) =>
  after ? leftRoutes(before?.routes ?? {}, after.routes) : [];
