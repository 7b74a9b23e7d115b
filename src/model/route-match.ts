// A method and a path become the routes of an API that answer it.
import { nearest } from "./nearest.ts";

/** A call, as an API is asked for it. */
export interface Asked {
  readonly method: string;
  /** A template of the API, or a path that somebody calls. */
  readonly path: string;
}

/**
 * What two routes share that answer the same requests: the name of a parameter is not part of a request.
 * Source: https://www.rfc-editor.org/rfc/rfc6570 (read 2026-11)
 */
export const requestsOf = (route: string): string =>
  route.replace(/\{[^{}]*\}/g, "{}").replace(/(?<=[^ ])\/+$/, "");

const isParameter = (segment: string) => segment.startsWith("{") && segment.endsWith("}");

const segmentsOf = (path: string) => path.split("/");

function fits(template: string, path: string): boolean {
  const [ours, asked] = [segmentsOf(template), segmentsOf(path)];
  return (
    ours.length === asked.length &&
    ours.every((segment, i) => segment === asked[i] || (isParameter(segment) && asked[i] !== ""))
  );
}

const parameters = (route: string) => segmentsOf(route).filter(isParameter).length;

/**
 * The route that answers, as the API declares it: the exact one, else that with the fewest parameters.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html (read 2026-11)
 */
export function routeFor(routes: Iterable<string>, { method, path }: Asked): string | undefined {
  const all = [...routes];
  const exact = `${method} ${path}`;
  if (all.includes(exact)) return exact;
  return all
    .filter((route) => {
      const [itsMethod, template = ""] = route.split(" ", 2);
      return itsMethod === method && fits(template, path);
    })
    .sort((a, b) => parameters(a) - parameters(b) || (a < b ? -1 : 1))[0];
}

/** A route that was probably meant: the same path with another method, or a similar one. */
export function routeLike(routes: Iterable<string>, asked: Asked): string | undefined {
  const all = [...routes];
  const methods = [...new Set(all.map((route) => route.split(" ", 1)[0] ?? ""))].sort();
  const other = methods.flatMap((method) => routeFor(all, { method, path: asked.path }) ?? [])[0];
  return other ?? nearest(all, `${asked.method} ${asked.path}`);
}

/**
 * Where two templates cross, each is the wider one in some segment: what answers the requests of both; undefined of
 * templates that share none, or of which one has all requests of the other.
 */
export function crossingOf(one: string, other: string): string | undefined {
  const [ours, theirs] = [segmentsOf(requestsOf(one)), segmentsOf(requestsOf(other))];
  if (ours.length !== theirs.length) return undefined;
  const pairs = ours.map((segment, i) => [segment, theirs[i] ?? ""] as const);
  if (!pairs.every(([a, b]) => a === b || isParameter(a) !== isParameter(b))) return undefined;
  const wider = new Set(pairs.flatMap(([a, b]) => (a === b ? [] : [isParameter(a)])));
  const others = segmentsOf(other);
  const narrowest = segmentsOf(one).map((segment, i) => (isParameter(segment) ? (others[i] ?? "") : segment));
  return wider.size === 2 ? narrowest.join("/").replace(/\/+$/, "") : undefined;
}
