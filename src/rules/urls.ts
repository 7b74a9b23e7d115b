// Rules about how a partner's URLs are written: exact, encrypted, and with one meaning only.

import type { Address } from "../model/address.ts";
import { natureOf } from "../model/app-type.ts";
import { isStrict } from "../model/security-mode.ts";
import { URL_ROWS } from "../model/url-properties.ts";
import { quote } from "../text.ts";
import { allowsLoopback, isNativeLoopback, isOrigin, mayHaveOwnScheme, URL_NOUNS, urlsOf } from "./lookup.ts";
import { partnerRule, type Rule } from "./rule.ts";
import {
  LOGIN_ROUTES,
  NATIVE_LOOPBACK,
  NATIVE_SCHEMES,
  OAUTH_REDIRECT_MATCHING,
  OAUTH_REDIRECTION,
  OAUTH_SECURITY,
  SECURITY_CONTROLS,
  SPECIAL_ADDRESSES,
} from "./sources.ts";

/** Wildcards, and the names in braces that Auth0 fills in. */
export const PLACEHOLDER = /[*{}]/;

const urlExact = partnerRule({
  id: "url-exact",
  title: "URLs are exact: without wildcards and placeholders",
  why: "Auth0 refuses wildcards in strict mode, and elsewhere sends the code to whatever matches",
  source: SECURITY_CONTROLS,
  *check({ value: partner }) {
    for (const { at, text, kind } of urlsOf(partner))
      if (PLACEHOLDER.test(text))
        yield {
          at,
          what: `${URL_NOUNS[kind]} ${quote(text)} contains a ${text.includes("*") ? "wildcard" : "placeholder"}`,
          fix: "list each URL in full",
        };
  },
});

const callbackFragment = partnerRule({
  id: "callback-fragment",
  title: "A callback has no fragment",
  why: "OAuth 2.0 forbids a fragment in a redirection URI",
  source: OAUTH_REDIRECTION,
  *check({ value: partner }) {
    for (const { at, text, kind } of urlsOf(partner))
      if (kind === "callbacks" && text.includes("#"))
        yield {
          at,
          what: `callback ${quote(text)} has a fragment`,
          fix: `write ${quote(text.slice(0, text.indexOf("#")))}`,
        };
  },
});

const urlCanonical = partnerRule({
  id: "url-canonical",
  title: "A URL that is not an origin is written as browsers write it",
  why: "Auth0 compares addresses letter by letter, so another spelling of the same URL never matches",
  source: OAUTH_REDIRECT_MATCHING,
  *check({ value: partner }) {
    for (const { at, text, kind, url } of urlsOf(partner)) {
      if (!url || PLACEHOLDER.test(text) || isOrigin(kind)) continue;
      if (url.href === text || url.href === `${text}/`) continue;
      // A scheme of its own is the name of a program, in whatever case its maker writes it.
      if (!url.isWeb && url.href.toLowerCase() === text.toLowerCase()) continue;
      yield {
        at,
        what: `${URL_NOUNS[kind]} ${quote(text)} means ${quote(url.href)}`,
        fix: `write ${quote(url.href)}`,
      };
    }
  },
});

const urlHttps = partnerRule({
  id: "url-https",
  title: "URLs on the web are https",
  why: "on plain http anyone on the way can read the code or send the user elsewhere",
  source: OAUTH_SECURITY,
  *check({ value: partner }) {
    for (const { at, text, kind, url } of urlsOf(partner)) {
      if (!url || url.protocol === "https:") continue;
      if (url.protocol === "http:" ? url.reach === "loopback" : mayHaveOwnScheme(kind)) continue;
      yield { at, what: `${URL_NOUNS[kind]} ${quote(text)} is not https`, fix: "write an https URL" };
    }
  },
});

const urlLoopback = partnerRule({
  id: "url-loopback",
  title: "URLs on this machine are only for stacks that allow them, and for native applications' callbacks",
  why: "any program on the user's machine can listen there and take the code, and only a native one must",
  source: NATIVE_LOOPBACK,
  *check({ value: partner }, workspace) {
    const isNative = natureOf(partner.application.app_type).isInstalled;
    for (const declared of urlsOf(partner)) {
      const { stack, at, text, kind, url } = declared;
      // A login URI is never there, whatever the stack allows: told by login-uri-public.
      if (!url?.isWeb || url.reach !== "loopback" || kind === "initiate_login_uri") continue;
      if (allowsLoopback(workspace, stack) !== false || isNativeLoopback(partner, declared)) continue;
      const mayBeNative = isNative && kind === "callbacks";
      yield {
        at,
        what: `${URL_NOUNS[kind]} ${quote(text)} is on the user's own machine, in stack ${quote(stack)}`,
        fix: mayBeNative
          ? "write http://127.0.0.1 or http://[::1], with the port that the program listens at"
          : "write a public https URL",
      };
    }
  },
});

const urlPublic = partnerRule({
  id: "url-public",
  title: "URLs on the web are public, except in stacks that allow this machine",
  why: "who answers at an internal address depends on the network that the user is in",
  source: SPECIAL_ADDRESSES,
  *check({ value: partner }, workspace) {
    for (const { stack, at, text, kind, url } of urlsOf(partner)) {
      if (!url?.isWeb || url.reach !== "internal") continue;
      if (allowsLoopback(workspace, stack) !== false) continue;
      yield {
        at,
        what: `${URL_NOUNS[kind]} ${quote(text)} is at an internal address, in stack ${quote(stack)}`,
        fix: "write a public https URL",
      };
    }
  },
});

const urlNotStrict = partnerRule({
  id: "url-not-strict",
  title: "A strict application has no logout URLs and no login URI",
  why: "Auth0 lets strict applications have the properties that it lists alone, and gives them no logout endpoints",
  source: SECURITY_CONTROLS,
  *check({ value: partner }) {
    if (!isStrict(partner.application)) return;
    for (const [stack, urls] of Object.entries(partner.stacks))
      for (const { name, of } of URL_ROWS)
        if (of === "not-strict" && urls[name] !== undefined)
          yield {
            at: ["stacks", stack, name],
            on: "key",
            what: `${name} for a strict application`,
            fix: `remove ${name}`,
          };
  },
});

const loginUriPublic = partnerRule({
  id: "login-uri-public",
  title: "A login URI is https and not on this machine, in every stack",
  why: "Auth0 refuses any other: it sends users there by itself",
  source: LOGIN_ROUTES,
  *check({ value: partner }) {
    for (const { at, text, kind, url } of urlsOf(partner))
      if (kind === "initiate_login_uri" && url?.isWeb && url.reach === "loopback")
        yield {
          at,
          what: `login URI ${quote(text)} is on the user's own machine`,
          fix: "write a public https URL, or remove initiate_login_uri",
        };
  },
});

const isCustom = (address: Address | undefined): address is Address => address?.isWeb === false;

const customSchemeNative = partnerRule({
  id: "custom-scheme-native",
  title: "Only native applications have URLs with a scheme of their own",
  why: "the operating system hands such a URL to a program; a web application never sees it",
  source: NATIVE_SCHEMES,
  *check({ value: partner }) {
    if (natureOf(partner.application.app_type).isInstalled) return;
    for (const { at, text, kind, url } of urlsOf(partner))
      if (mayHaveOwnScheme(kind) && isCustom(url))
        yield {
          at,
          what: `${URL_NOUNS[kind]} ${quote(text)} for app_type ${quote(partner.application.app_type)}`,
          fix: "write an https URL",
        };
  },
});

const customSchemeReverseDomain = partnerRule({
  id: "custom-scheme-reverse-domain",
  title: "A scheme of its own is the partner's domain in reverse order, and a slash follows it",
  why: "RFC 8252 asks for it: several programs may register a short scheme, and each would get the code",
  source: NATIVE_SCHEMES,
  *check({ value: partner }) {
    if (!natureOf(partner.application.app_type).isInstalled) return;
    for (const { at, text, kind, url } of urlsOf(partner)) {
      if (!mayHaveOwnScheme(kind) || !isCustom(url)) continue;
      const { protocol, href } = url;
      const scheme = protocol.slice(0, -1);
      if (!scheme.includes(".") || scheme.split(".").includes(""))
        yield {
          at,
          what: `${URL_NOUNS[kind]} ${quote(text)} has the scheme ${quote(scheme)}, ${scheme.includes(".") ? "which is not a domain: a part of it is empty" : "without a dot"}`,
          fix: 'write a scheme such as "example.acme.app", or an https URL',
        };
      else if (!href.startsWith(`${protocol}/`))
        yield {
          at,
          what: `${URL_NOUNS[kind]} ${quote(text)} has no slash after its scheme`,
          fix: `write ${quote(`${protocol}/${href.slice(protocol.length)}`)}`,
        };
    }
  },
});

/** In the order of docs/rules.md. */
export const URLS: readonly Rule[] = [
  urlExact,
  callbackFragment,
  urlCanonical,
  urlHttps,
  urlLoopback,
  urlPublic,
  urlNotStrict,
  loginUriPublic,
  customSchemeNative,
  customSchemeReverseDomain,
];
