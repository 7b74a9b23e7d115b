// Rules about which callbacks and enable URLs a partner needs, and which of them clash.
import { siteOf } from "../model/address.ts";
import type { Partner } from "../model/partner.ts";
import { URL_ROWS } from "../model/url-properties.ts";
import type { Path } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { ownSites, tenantAt, tenantsByHost } from "./hosts.ts";
import {
  callbacksOf,
  grantsIn,
  hasUsersIn,
  isLoginOnly,
  isNativeLoopback,
  URL_NOUNS,
  urlsOf,
  usesCallbacks,
} from "./lookup.ts";
import { partnerRule, type Rule, workspaceRule } from "./rule.ts";
import { APPLICATION_SETTINGS, IMPERSONATION, OAUTH_REDIRECTION, OAUTH_SECURITY } from "./sources.ts";

const callbackMissing = partnerRule({
  id: "callback-missing",
  title: "A grant on behalf of users, or a login without one, needs a callback in each stack where it holds",
  why: "Auth0 sends the authorization code only to a callback that the application lists",
  source: APPLICATION_SETTINGS,
  *check({ value: partner }) {
    if (!usesCallbacks(partner.application)) return;
    for (const [stack, { callbacks }] of Object.entries(partner.stacks)) {
      if ((callbacks ?? []).length > 0 || !hasUsersIn(partner, stack)) continue;
      const why = isLoginOnly(partner) ? "users sign in" : "a grant on behalf of users holds";
      yield {
        at: ["stacks", stack],
        on: "key",
        what: `no callback in stack ${quote(stack)}, where ${why}`,
        fix: "add callbacks with the partner's redirect URL",
      };
    }
  },
});

const callbackWithoutUsers = partnerRule({
  id: "callback-without-users",
  title: "Without a grant on behalf of users there are no callbacks, origins and other URLs of a login",
  why: "a callback that no flow uses is one more place to which codes could be sent",
  source: OAUTH_SECURITY,
  *check({ value: partner }) {
    for (const [stack, urls] of Object.entries(partner.stacks)) {
      if (hasUsersIn(partner, stack)) continue;
      for (const { name: key } of URL_ROWS)
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
  title: "A callback belongs to one partner, but a native application's on the user's own machine",
  why: "the owner of the page receives the codes of both, so the user cannot tell whom they let in",
  source: IMPERSONATION,
  *check({ partners }) {
    const first = new Map<string, { id: string; file: string; at: Path; text: string }>();
    for (const { id, file, value } of partners.values())
      for (const { stack, text, at, url } of callbacksOf(value).filter(
        (one) => !isNativeLoopback(value, one),
      )) {
        const key = `${stack} ${url?.requested ?? text}`;
        const earlier = first.get(key);
        const isSame = earlier?.text === text;
        if (!earlier) first.set(key, { id, file, at, text });
        else if (earlier.id !== id)
          yield {
            file,
            at,
            what: `callback ${quote(text)} ${isSame ? "is also a callback" : "leads to the same place as a callback"} of partner ${quote(earlier.id)}`,
            fix: "give each partner a callback of its own",
            also: [
              { file: earlier.file, at: earlier.at, what: `partner ${quote(earlier.id)} lists it here` },
            ],
          };
      }
  },
});

/**
 * Where a declared app opens links of the tenant's domain, which has no page there.
 * Sources: https://github.com/auth0-samples/auth0-ios-swift-sample, Sample-01/README.md,
 * https://github.com/auth0/Auth0.Android, README.md (read 2026-11)
 */
const appLinksOf = ({ application: { mobile } }: Partner): readonly string[] => [
  ...(mobile?.android ? [`/android/${mobile.android.app_package_name}/callback`] : []),
  ...(mobile?.ios ? [`/ios/${mobile.ios.app_bundle_identifier}/callback`] : []),
];

const urlOurs = workspaceRule({
  id: "url-ours",
  title: "A partner's URLs are not on a tenant's own domain",
  why: "the login pages redirect further, so anyone who steers them could have the code sent elsewhere",
  source: OAUTH_SECURITY,
  *check({ partners, stacks }) {
    const tenants = tenantsByHost(stacks);
    for (const { file, value } of partners.values())
      for (const { stack, at, text, kind, url } of urlsOf(value)) {
        const declared = tenantAt(tenants, url);
        if (!declared) continue;
        const { id } = declared;
        const links = appLinksOf(value).map((path) => `https://${url?.host}${path}`);
        if (id === stack && links.includes(text)) continue;
        yield {
          file,
          at,
          what: `${URL_NOUNS[kind]} ${quote(text)} is on ${id === stack ? "the tenant's own domain" : `the domain of stack ${quote(id)}`}`,
          fix: "write a URL of the partner",
          also: [{ file: declared.file, at: ["config"], what: `the domains of stack ${quote(id)} are here` }],
        };
      }
  },
});

const urlOwnDomain = workspaceRule({
  id: "url-own-domain",
  title: "A third party's URLs are not on a domain of ours",
  why: "a page or redirect of ours would pass the code on, and users would take the partner for us",
  source: OAUTH_SECURITY,
  *check(workspace) {
    const ours = ownSites(workspace);
    const tenants = tenantsByHost(workspace.stacks);
    for (const { file, value } of workspace.partners.values())
      for (const { at, text, kind, url } of value.application.is_first_party ? [] : urlsOf(value)) {
        // What is on a tenant is told by url-ours.
        const site = url?.isWeb && !tenantAt(tenants, url) ? siteOf(url.hostname) : "";
        const own = ours.get(site);
        if (!own) continue;
        yield {
          file,
          at,
          what: `${URL_NOUNS[kind]} ${quote(text)} is on ${quote(site)}, a domain of ours`,
          fix: "write a URL of the partner",
          also: [{ ...own, what: "the domain is ours here" }],
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
  urlOwnDomain,
];
