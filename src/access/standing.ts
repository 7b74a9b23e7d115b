// What an application could get before a change and can get after it → what it can no longer do for users who allowed
// it something before, until they come back.

import { ANY_TOKEN } from "../model/any-token.ts";
import { requestsOf } from "../model/route-match.ts";
import { isOfAUser } from "../model/subject-type.ts";
import type { Reach, Reached } from "./reach.ts";

/** Requests of one API that the application may make, and that no token of an earlier sign-in lets it make any more. */
export interface Waiting {
  readonly api: string;
  /** Method and path as they are after the change, sorted. */
  readonly routes: readonly string[];
  /** What users have to allow for them. */
  readonly scopes: readonly string[];
  /** Whether they are asked for it; otherwise the next sign-in is enough. */
  readonly isAsked: boolean;
}

const routesOf = (rows: readonly Reached[]) => new Set(rows.flatMap(({ routes }) => routes).map(requestsOf));

/**
 * A refresh gives no scope that the user did not allow at the last sign-in, whatever the grant has by then: tokens of
 * earlier sign-ins carry what was given before and still is. Without a user there is nothing to wait for.
 * Source: https://www.rfc-editor.org/rfc/rfc6749#section-6
 *
 * @param before with what a partner that was not active would have got: its users allowed that when it was
 */
export function waitingOf(before: Reach, after: Reach): Waiting[] {
  const ofUsers = (reach: Reach) => [...reach].filter(([, { subjectType }]) => isOfAUser(subjectType));
  const given = ofUsers(after);
  const rows = (entries: readonly (readonly [string, Reached])[]) => entries.map(([, row]) => row);
  const had = rows(ofUsers(before)).filter(({ isOptional }) => !isOptional);
  // An optional scope is one that users of before need not have allowed. Whatever they allowed, theirs is a token.
  const allowed = ([key, { scope, api }]: readonly [string, Reached]) =>
    before.get(key)?.isOptional === false || (scope === ANY_TOKEN && had.some((row) => row.api === api));
  const news = rows(given.filter((entry) => !allowed(entry)));
  const kept = rows(given.filter(allowed));
  return [...Map.groupBy(news, ({ api }) => api)].flatMap(([api, gained]) => {
    const isOfApi = (row: Reached) => row.api === api;
    const [could, still] = [routesOf(had.filter(isOfApi)), routesOf(kept.filter(isOfApi))];
    const waits = (route: string) => could.has(requestsOf(route)) && !still.has(requestsOf(route));
    const needed = gained.filter(({ routes }) => routes.some(waits));
    if (needed.length === 0) return [];
    return {
      api,
      routes: [...new Set(needed.flatMap(({ routes }) => routes.filter(waits)))].sort(),
      scopes: needed.map(({ scope }) => scope),
      isAsked: needed.some(({ consent }) => consent !== "skipped"),
    };
  });
}
