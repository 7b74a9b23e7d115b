// An application's addresses in its tenant → those of a partner's stack, and what they leave out.

import { addressOf } from "../model/address.ts";
import { urlSchema } from "../model/units.ts";
import { quote } from "../text.ts";
import type { TenantApplication } from "./read-tenant.ts";

const KINDS = {
  callbacks: "callback",
  allowed_origins: "allowed origin",
  web_origins: "web origin",
} as const;

type Urls = Partial<Record<keyof typeof KINDS, readonly string[]>>;

/** Why a partner file cannot list the address. */
function obstacleOf(url: string): string | undefined {
  if (url.includes("*")) return "has a wildcard, and whoever answers at any match would get codes";
  if (/[{}]/.test(url)) return "has a placeholder";
  return urlSchema.safeParse(url).success ? undefined : "is no absolute URL without credentials";
}

/** Exact addresses as they are; none where no user takes part, since a file may have none there. */
export function importUrls(
  application: TenantApplication,
  hasUsers: boolean,
): { readonly urls: Urls; readonly leftOut: readonly string[] } {
  const leftOut: string[] = [];
  const urls: Urls = {};
  for (const [key, noun] of Object.entries(KINDS) as [keyof typeof KINDS, string][]) {
    const kept = application[key].filter((url) => {
      const obstacle = hasUsers ? obstacleOf(url) : "is of no use without users";
      if (obstacle !== undefined) leftOut.push(`its ${noun} ${quote(url)} ${obstacle}`);
      return obstacle === undefined;
    });
    if (kept.length > 0) urls[key] = kept;
  }
  return { urls, leftOut };
}

/** A stand-in for the page where the partner starts: the site of the first callback on the web. */
export function guessEnableUrl({ callbacks = [] }: Urls): string | undefined {
  const site = callbacks.map(addressOf).find((address) => address?.isWeb);
  return site ? `${site.origin}/` : undefined;
}
