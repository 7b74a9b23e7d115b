// The routes of an API become items to show: two in each collection that a route names.
import { randomUUID } from "node:crypto";
import type { Seed } from "./items.ts";
import { isParameter, nameOf, type Routes, segmentsOf } from "./paths.ts";

const ITEMS_EACH = 2;

/** Paths that end with an item, every parameter spelled alike: `/orders/{}`, `/orders/{}/lines/{}`. */
function itemPaths(routes: Routes): string[] {
  const paths = new Set<string>();
  for (const [name, scopes] of Object.entries(routes)) {
    if (scopes === "public") continue;
    const [method = "", path = ""] = name.split(" ");
    const segments = segmentsOf(path).map((segment) => (isParameter(segment) ? "{}" : segment));
    // What can be listed or added to is a collection, even where no route leads to one of its items.
    const isCollection = segments.at(-1) !== "{}" && ["GET", "HEAD", "POST"].includes(method);
    if (isCollection) segments.push("{}");
    segments.forEach((segment, i) => {
      if (segment === "{}") paths.add(`/${segments.slice(0, i + 1).join("/")}`);
    });
  }
  return [...paths].sort();
}

/** What an area begins with. Ids are random: knowing an API's routes opens nothing. */
export function generatedItems(routes: Routes): (area: string) => Seed[] {
  const paths = itemPaths(routes);
  return (area) => {
    const owner = area.startsWith("program:") ? "this program" : area.slice(area.indexOf(":") + 1);
    const ids = new Map<string, string[]>();
    const idsIn = (collection: string) => {
      const known = ids.get(collection) ?? Array.from({ length: ITEMS_EACH }, () => randomUUID());
      ids.set(collection, known);
      return known;
    };
    const expanded = (path: string) =>
      segmentsOf(path).reduce<string[]>(
        (all, segment) =>
          all.flatMap((start) =>
            segment === "{}" ? idsIn(start).map((id) => `${start}/${id}`) : [`${start}/${segment}`],
          ),
        [""],
      );
    return paths.flatMap((template) =>
      expanded(template).map((path, i) => ({
        path,
        fields: { name: `${nameOf(template)} ${(i % ITEMS_EACH) + 1}`, note: `Belongs to ${owner}` },
      })),
    );
  };
}
