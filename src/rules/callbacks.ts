// Rules about which callbacks and enable URLs a partner needs, and which of them clash.
import { quote } from "../text.ts";
import { callbacksOf, grantsIn, URL_NOUNS, urlsOf, usesCallbacks } from "./lookup.ts";
import { partnerRule, type Rule, workspaceRule } from "./rule.ts";
import { APPLICATION_SETTINGS, IMPERSONATION, OAUTH_REDIRECTION, OAUTH_SECURITY } from "./sources.ts";

const callbackMissing = partnerRule({
  id: "callback-missing",
  title: "A grant on behalf of users needs a callback in each stack where it holds",
  why: "Auth0 sends the authorization code only to a callback that the application lists",
  source: APPLICATION_SETTINGS,
  *check({ value: partner }) {
    if (!usesCallbacks(partner.application)) return;
    for (const [stack, { callbacks }] of Object.entries(partner.stacks)) {
      if ((callbacks ?? []).length > 0 || grantsIn(partner, stack, "user").length === 0) continue;
      yield {
        at: ["stacks", stack],
        on: "key",
        what: `no callback in stack ${quote(stack)}, where a grant on behalf of users holds`,
        fix: "add callbacks with the partner's redirect URL",
      };
    }
  },
});

const callbackWithoutUsers = partnerRule({
  id: "callback-without-users",
  title: "Without a grant on behalf of users there are no callbacks and origins",
  why: "a callback that no flow uses is one more place to which codes could be sent",
  source: OAUTH_SECURITY,
  *check({ value: partner }) {
    for (const [stack, urls] of Object.entries(partner.stacks)) {
      if (grantsIn(partner, stack, "user").length > 0) continue;
      for (const key of ["callbacks", "allowed_origins", "web_origins"] as const)
        if (urls[key])
          yield {
            at: ["stacks", stack, key],
            on: "key",
            what: `${key} in stack ${quote(stack)}, where no grant on behalf of users holds`,
            fix: `remove ${key}`,
          };
    }
  },
});

const enableUrlMissing = partnerRule({
  id: "enable-url-missing",
  title: "A grant on behalf of users needs an enable URL in each stack where it holds",
  why: '"Enable" in our app sends the user there: the partner starts the authorization request, not we',
  source: OAUTH_REDIRECTION,
  *check({ value: partner }) {
    for (const [stack, { enable_url }] of Object.entries(partner.stacks)) {
      if (enable_url !== undefined || grantsIn(partner, stack, "user").length === 0) continue;
      yield {
        at: ["stacks", stack],
        on: "key",
        what: `no enable_url in stack ${quote(stack)}, where a grant on behalf of users holds`,
        fix: "add enable_url with the partner's page that starts the authorization",
      };
    }
  },
});

const callbackShared = workspaceRule({
  id: "callback-shared",
  title: "A callback belongs to one partner",
  why: "whoever owns the page receives the codes of both, so the user cannot tell whom they let in",
  source: IMPERSONATION,
  *check({ partners }) {
    const first = new Map<string, { id: string; file: string; at: readonly (string | number)[] }>();
    for (const { id, file, value } of partners.values())
      for (const { stack, text, at } of callbacksOf(value)) {
        const key = `${stack} ${text}`;
        const earlier = first.get(key);
        if (!earlier) first.set(key, { id, file, at });
        else if (earlier.id !== id)
          yield {
            file,
            at,
            what: `callback ${quote(text)} is also a callback of partner ${quote(earlier.id)}`,
            fix: "give each partner a callback of its own",
            also: [
              { file: earlier.file, at: earlier.at, what: `partner ${quote(earlier.id)} lists it here` },
            ],
          };
      }
  },
});

const urlOurs = partnerRule({
  id: "url-ours",
  title: "A partner's URLs are not on the tenant's own domain",
  why: "the login pages redirect further, so whoever steers them could have the code sent elsewhere",
  source: OAUTH_SECURITY,
  *check({ value: partner }, { stacks }) {
    for (const { stack, at, text, kind } of urlsOf(partner)) {
      const declared = stacks.get(stack);
      const host = URL.parse(text)?.host;
      if (!declared || !host) continue;
      const { "auth0:domain": domain, "partner-access:issuer": issuer } = declared.value.config;
      if (host !== domain && host !== URL.parse(issuer ?? "")?.host) continue;
      yield {
        at,
        what: `${URL_NOUNS[kind]} ${quote(text)} is on the tenant's own domain`,
        fix: "write a URL of the partner",
        also: [
          { file: declared.file, at: ["config"], what: `the domains of stack ${quote(stack)} are here` },
        ],
      };
    }
  },
});

/** In the order of docs/rules.md. */
export const CALLBACKS: readonly Rule[] = [
  callbackMissing,
  callbackWithoutUsers,
  enableUrlMissing,
  callbackShared,
  urlOurs,
];
