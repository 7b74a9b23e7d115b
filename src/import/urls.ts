// An application's addresses in its tenant → those of a partner's stack, and what they leave out.

import { addressOf } from "../model/address.ts";
import { urlSchema } from "../model/units.ts";
import { URL_ROWS, type UrlName, type UrlValue, urlsIn } from "../model/url-properties.ts";
import { quote } from "../text.ts";
import type { TenantApplication } from "./read-tenant.ts";

type Urls = { readonly [N in UrlName]?: Readonly<UrlValue<N>> };

/** Why a partner file cannot list the address. */
function obstacleOf(url: string): string | undefined {
  if (url.includes("*")) return "has a wildcard, and users could be sent to anyone who answers at any match";
  if (/[{}]/.test(url)) return "has a placeholder";
  return urlSchema.safeParse(url).success ? undefined : "is not an absolute URL without credentials";
}

/** Exact addresses as they are; none where no user takes part, since a file may have none there. */
export function importUrls(
  application: TenantApplication,
  hasUsers: boolean,
): { readonly urls: Urls; readonly leftOut: readonly string[] } {
  const leftOut: string[] = [];
  const urls: Partial<Record<UrlName, string | string[]>> = {};
  for (const { name, noun, many } of URL_ROWS) {
    const kept = urlsIn(application[name]).filter((url) => {
      const obstacle = hasUsers ? obstacleOf(url) : "is of no use without users";
      if (obstacle !== undefined) leftOut.push(`its ${noun} ${quote(url)} ${obstacle}`);
      return obstacle === undefined;
    });
    const [first] = kept;
    if (first !== undefined) urls[name] = many ? kept : first;
  }
  return { urls: urls as Urls, leftOut };
}

/** A stand-in for the page where the partner starts: the site of the first callback on the web. */
export function guessEnableUrl({ callbacks = [] }: Urls): string | undefined {
  const site = callbacks.map(addressOf).find((address) => address?.isWeb);
  return site ? `${site.origin}/` : undefined;
}
