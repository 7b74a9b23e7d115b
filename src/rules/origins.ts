// Rules about origins: from where scripts in a browser may call Auth0.

import { natureOf } from "../model/app-type.ts";
import { URL_ROWS, urlsIn } from "../model/url-properties.ts";
import { quote } from "../text.ts";
import { isOrigin, URL_NOUNS, urlsOf } from "./lookup.ts";
import { partnerRule, type Rule } from "./rule.ts";
import { APPLICATION_SETTINGS, CORS } from "./sources.ts";
import { PLACEHOLDER } from "./urls.ts";

const originBare = partnerRule({
  id: "origin-bare",
  title: "An origin is scheme, host and port, and nothing behind",
  why: "a path may keep Auth0 from matching the origin that the browser sends",
  source: APPLICATION_SETTINGS,
  *check({ value: partner }) {
    for (const { at, text, kind, url } of urlsOf(partner)) {
      if (!isOrigin(kind) || !url?.isWeb || PLACEHOLDER.test(text) || url.origin === text) continue;
      yield {
        at,
        what: `${URL_NOUNS[kind]} ${quote(text)} is not an origin`,
        fix: `write ${quote(url.origin)}`,
      };
    }
  },
});

const originsBrowserOnly = partnerRule({
  id: "origins-browser-only",
  title: "Only a single-page application has allowed and web origins",
  why: "they open Auth0 to scripts in the browser, and other applications call Auth0 from a server",
  source: CORS,
  *check({ value: partner }) {
    const type = partner.application.app_type;
    if (natureOf(type).callsFromPages) return;
    for (const [stack, urls] of Object.entries(partner.stacks))
      for (const key of ["allowed_origins", "web_origins"] as const)
        if (urls[key])
          yield {
            at: ["stacks", stack, key],
            on: "key",
            what: `${key} for app_type ${quote(type)}`,
            fix: `remove ${key}, or write app_type: spa`,
          };
  },
});

const webOriginsCount = partnerRule({
  id: "web-origins-count",
  title: "A stack has at most 100 web origins and 100 logout URLs",
  why: "Auth0 keeps no more per application",
  source: APPLICATION_SETTINGS,
  *check({ value: { stacks } }) {
    for (const [stack, urls] of Object.entries(stacks))
      for (const { name, noun, most = Infinity } of URL_ROWS) {
        const count = urlsIn(urls[name]).length;
        if (count > most)
          yield {
            at: ["stacks", stack, name],
            on: "key",
            what: `${count} ${noun}s, more than ${most}`,
            fix: `keep at most ${most}`,
          };
      }
  },
});

/** In the order of docs/rules.md. */
export const ORIGINS: readonly Rule[] = [originBare, originsBrowserOnly, webOriginsCount];
