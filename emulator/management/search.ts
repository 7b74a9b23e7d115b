// Of Auth0's query languages what is needed here, for users and for the tenant's log.
import { invalidQuery } from "../errors.ts";
import type { Document } from "../store.ts";

type Fits = (document: Document) => boolean;

/**
 * Whether a document fits a search of this form: `field:value`, with or without quotes, and `field:[value TO *]`, joined
 * by `AND`. A field may be inside of another: `app_metadata.account:first`; of a list any element counts. Sources:
 * https://auth0.com/docs/deploy-monitor/logs/log-search-query-syntax,
 * https://auth0.com/docs/manage-users/user-search/user-search-query-syntax (read 2026-11)
 * @throws ApiError 400 for any other search: who searches for one must not find all.
 */
export function searchFor(search: string): Fits {
  const terms = search.split(/ AND /i).map((text) => termOf(text.trim(), search));
  return (document) => terms.every((fits) => fits(document));
}

function termOf(text: string, search: string): Fits {
  const [, of, from] = /^([\w.]+):\[([^\s"*()[\]]+) TO \*\]$/.exec(text) ?? [];
  if (of !== undefined && from !== undefined)
    return (document) => valuesAt(document, of.split(".")).some((one) => one >= from);
  const [, field, quoted, bare] = /^([\w.]+):(?:"([^"*]*)"|([^\s"*()[\]]+))$/.exec(text) ?? [];
  const value = quoted ?? bare;
  if (field === undefined || value === undefined) throw invalidQuery(`Invalid query: ${search}`, "q");
  return (document) => valuesAt(document, field.split(".")).includes(value);
}

function valuesAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path));
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined || value === null ? [] : [String(value)];
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return [];
  return valuesAt((value as Document)[name], rest);
}
