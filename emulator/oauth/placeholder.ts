/**
 * Whether an address fits a listed one whose outermost subdomain has a `*`, which is one label or a part of one.
 * Source: https://auth0.com/docs/get-started/applications/wildcards-for-subdomains (read 2026-11)
 */
export function fitsPlaceholder(listed: string, asked: string): boolean {
  const [, before, after] = /^(https?:\/\/[^*./]*)\*([^*]*\..*)$/i.exec(listed) ?? [];
  if (before === undefined || after === undefined || after.includes("*")) return false;
  if (!asked.startsWith(before) || !asked.endsWith(after)) return false;
  return /^[a-z0-9-]+$/i.test(asked.slice(before.length, asked.length - after.length));
}
