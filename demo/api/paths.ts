// The paths of declared routes: their segments, what they hold, and what a token opens of them.

/** Of an API without scopes: a route needs a token for it, and no scope. */
export const ANY_TOKEN = "any token";

export type Routes = Readonly<Record<string, "public" | typeof ANY_TOKEN | readonly string[]>>;

export const segmentsOf = (path: string): string[] => path.split("/").filter((segment) => segment !== "");
export const isParameter = (segment: string): boolean => /^\{.*\}$/.test(segment);
export const endsWithItem = (path: string): boolean => isParameter(segmentsOf(path).at(-1) ?? "");

/** The last literal segment: what a path's items are called together. */
export const collectionNameOf = (path: string): string =>
  segmentsOf(path)
    .filter((segment) => !isParameter(segment))
    .at(-1) ?? "items";

/** One of them, for people: `/order-lines` holds an "Order line". */
export function nameOf(path: string): string {
  const words = inWords(collectionNameOf(path));
  // The same for one of them, or one thing already.
  if (/(ss|us|is|news|series|species)$/i.test(words)) return words;
  if (/ies$/.test(words)) return words.replace(/ies$/, "y");
  if (/(ss|sh|ch|x)es$/.test(words)) return words.replace(/es$/, "");
  return /[^s]s$/.test(words) ? words.slice(0, -1) : words;
}

/** `unit_price` and `order-lines` as people read them. */
export function inWords(name: string): string {
  const words = name.replaceAll(/[-_.]+/g, " ").trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** What a grant gives at its API: only one without scopes is granted without any. */
export const givenBy = ({ scopes }: { readonly scopes: readonly string[] }): readonly string[] =>
  scopes.length === 0 ? [ANY_TOKEN] : scopes;

/** Whether a token with these scopes is good for the route. */
export const opensFor = (
  needed: typeof ANY_TOKEN | readonly string[],
  scopes: ReadonlySet<string>,
): boolean => needed === ANY_TOKEN || needed.some((scope) => scopes.has(scope));

/** The routes that need a token and that one with these scopes opens. */
export const openedBy = (routes: Routes, scopes: ReadonlySet<string>): string[] =>
  Object.entries(routes)
    .filter(([, needed]) => needed !== "public" && opensFor(needed, scopes))
    .map(([name]) => name);

/** What can be done with the items of one path without parameters. */
export interface Collection {
  readonly path: string;
  readonly canList: boolean;
  readonly canCreate: boolean;
  /** The method that changes an item, if one does. */
  readonly update: "PATCH" | "PUT" | undefined;
  readonly canDelete: boolean;
}

/** The collections of an API for somebody who may call these routes, sorted by path. */
export function collectionsOf(routes: Iterable<string>): Collection[] {
  const open = new Set([...routes].map((name) => name.replaceAll(/\{[^}]*\}/g, "{}")));
  const paths = [...open]
    .filter((name) => /^(GET|POST) /.test(name) && !name.includes("{}"))
    .map((name) => name.slice(name.indexOf(" ") + 1));
  const updateOf = (path: string) => (["PATCH", "PUT"] as const).find((m) => open.has(`${m} ${path}/{}`));
  return [...new Set(paths)].sort().map((path) => ({
    path,
    canList: open.has(`GET ${path}`),
    canCreate: open.has(`POST ${path}`),
    update: updateOf(path),
    canDelete: open.has(`DELETE ${path}/{}`),
  }));
}
