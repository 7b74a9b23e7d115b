// A method and a path become the routes of an API that answer it.
import { nearest } from "../model/nearest.ts";

export interface Asked {
  readonly method: string;
  /** A template of the API, or a path that somebody calls. */
  readonly path: string;
}

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
