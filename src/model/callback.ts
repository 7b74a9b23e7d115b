// What a callback's URL alone tells about who receives an authorization code.

/**
 * Whether Auth0 can tell who receives a code: on a public web page, but not on the user's machine or behind a
 * scheme of the application's own. Of a first-party application with verifiable callbacks it may ask no consent.
 * Source: https://auth0.com/docs/get-started/applications/confidential-and-public-applications/user-consent-and-third-party-applications (read 2026-11)
 */
export function isVerifiable(callback: string): boolean {
  const url = URL.parse(callback);
  return url !== null && isWeb(url) && !isLoopback(url.hostname);
}

/** Loopback by name or address. Source: https://www.rfc-editor.org/rfc/rfc8252#section-7.3 (read 2026-11) */
export const isLoopback = (hostname: string) =>
  /^(.+\.)?localhost\.?$|^\[::1\]$|^127(\.\d{1,3}){3}$/.test(hostname);

export const isWeb = (url: URL) => url.protocol === "https:" || url.protocol === "http:";
