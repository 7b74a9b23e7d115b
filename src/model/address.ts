// Where a URL leads: read once, with the parser that browsers use, for every rule that asks.
import ipaddr from "ipaddr.js";
import { getDomain } from "tldts";

/** Who can answer at a host: anyone's server, the user's own machine, or a machine of the network that the user is in. */
export type Reachability = "public" | "loopback" | "internal";

/** A URL, taken apart as browsers do. */
export interface Address {
  /** The URL as browsers write it, without a final dot of the host. */
  readonly href: string;
  /** Scheme, host and port of {@link href}; the text "null" behind a scheme of an application's own. */
  readonly origin: string;
  /** With its colon: `https:`. */
  readonly protocol: string;
  /** Whether a browser loads it; every other scheme belongs to an application on the user's machine. */
  readonly isWeb: boolean;
  /** Without port; one spelling for each host, see {@link hostOf}. */
  readonly hostname: string;
  /** The host name, and the port where it is not the scheme's own. */
  readonly host: string;
  readonly reach: Reachability;
  /** What is asked, and of whom: host and decoded path on the web, otherwise the scheme alone. */
  readonly requested: string;
}

/** The address that a URL has for its host, if any: four numbers, or hexadecimal groups in brackets. */
function ipOf(hostname: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const text = hostname.replace(/^\[(.*)\]$/, "$1");
  return /^\[|^[\d.]+$/.test(hostname) && ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

/**
 * A host in one spelling: no final dot, and an IPv4 address inside an IPv6 address is that IPv4 address. Brackets stay
 * around IPv6 addresses. The URL standard does the rest (case, Punycode, `0x7f.1`).
 * Source: https://url.spec.whatwg.org/#host-parsing, https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5
 */
function hostOf(hostname: string): string {
  const address = ipOf(hostname);
  if (!address) return hostname.replace(/\.$/, "");
  return address.kind() === "ipv6" ? `[${address.toString()}]` : address.toString();
}

/**
 * Names that no public server has: reserved ones, and those that networks are known to give their own machines.
 * Source: https://www.rfc-editor.org/rfc/rfc6762#section-3 and #appendix-G,
 * https://www.iana.org/assignments/special-use-domain-names/
 */
const INTERNAL_NAME =
  /^[^.]*$|\.(local|internal|home\.arpa|test|invalid|alt|intranet|private|corp|home|lan|localdomain)$/;

/** An IPv4 address behind zeros is one that nobody routes any more. Source: https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.1 */
const IPV4_COMPATIBLE = ipaddr.IPv6.parseCIDR("::/96");

/**
 * Ranges of addresses that mean the machine itself: loopback, and the unspecified address, "this host".
 * Source: https://www.rfc-editor.org/rfc/rfc6890#section-2.2.2
 */
const LOOPBACK_RANGES: readonly string[] = ["loopback", "unspecified"];

/** Loopback by name or address. Source: https://www.rfc-editor.org/rfc/rfc8252#section-7.3, https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
function reachOf(hostname: string): Reachability {
  if (/^(.+\.)?localhost$/.test(hostname)) return "loopback";
  const address = ipOf(hostname);
  if (address === undefined) return INTERNAL_NAME.test(hostname) ? "internal" : "public";
  const range = address.range();
  if (LOOPBACK_RANGES.includes(range)) return "loopback";
  if (address instanceof ipaddr.IPv6 && address.match(IPV4_COMPATIBLE)) return "internal";
  return range === "unicast" ? "public" : "internal";
}

/**
 * Decoded until nothing is left to decode: a proxy before a server decodes once, and the server once more. What is
 * for no text stays, and hides nothing beside it.
 */
function decoded(path: string): string {
  const once = path.replace(/%[0-7][0-9a-f]/gi, decodeURIComponent);
  if (once !== path) return decoded(once);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * Servers answer alike to `//` and `/`, with a slash at the end and without, whatever the query or a parameter of the
 * path says, and some to `\\` and `/`, to dots that were encoded, and to either case.
 * Source: https://www.rfc-editor.org/rfc/rfc3986#section-3.3
 */
function pathOf(url: URL): string {
  const plain = decoded(url.pathname)
    .replace(/[?#].*$/s, "")
    .replace(/;[^/\\]*/g, "")
    .replace(/[/\\]+/g, "/");
  const resolved: string[] = [];
  for (const segment of plain.toLowerCase().split("/"))
    if (segment === "..") resolved.pop();
    else if (segment !== "" && segment !== ".") resolved.push(segment);
  return resolved.map((segment) => `/${segment}`).join("");
}

/** What an absolute URL means; undefined where the text is none. */
export function addressOf(text: string): Address | undefined {
  const url = URL.parse(text);
  if (url === null) return undefined;
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  if (isWeb && url.hostname.endsWith(".")) url.hostname = url.hostname.slice(0, -1);
  const hostname = hostOf(url.hostname);
  const host = url.port === "" ? hostname : `${hostname}:${url.port}`;
  return {
    href: url.href,
    origin: url.origin,
    protocol: url.protocol,
    isWeb,
    hostname,
    host,
    reach: reachOf(hostname),
    requested: isWeb ? `${host}${pathOf(url)}` : url.protocol,
  };
}

/**
 * The domain that someone registered, with everything below it: `app.our-app.example` → `our-app.example`. The host
 * itself where nobody registers names: addresses, single words.
 * Source: https://publicsuffix.org/list/
 */
export const siteOf = (hostname: string): string =>
  getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;

/**
 * Whether Auth0 can tell who receives a code: on a public web page, but not on the user's machine or behind a
 * scheme of the application's own. Of a first-party application with verifiable callbacks it may ask no consent.
 * Source: https://auth0.com/docs/get-started/applications/third-party-applications/user-consent-and-third-party-applications (read 2026-11)
 */
export function isVerifiable(callback: string): boolean {
  const address = addressOf(callback);
  return address?.isWeb === true && address.reach !== "loopback";
}
